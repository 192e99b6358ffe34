import { StackError } from '../../../errors.ts';
import type { DrillContext } from '../../../drill/drill.ts';

/** Messages of one round, bytes; every broker may hold all of it. More than all requests on the way at a time. */
export const roundBytes = 256_000_000;

/** One round being filled, one being read, one being deleted, on each of three brokers of the same disk; and as much again. */
const neededMiB = 4 * 1024;

/** @throws StackError('no') when a drill could fill the disk that the brokers' data is on */
export async function assertDisk({ plan, engine }: DrillContext): Promise<void> {
  const { stdout } = await engine.exec(plan.name, 'kafka-1', ['df', '-Pm', '/data/kafka-1']);
  const free = freeMiB(stdout);
  if (free === undefined || free >= neededMiB) return;
  throw new StackError(
    'no',
    `a drill needs ${String(neededMiB)} MiB of disk for Kafka, ${String(free)} are free`,
    {
      hint: 'docker system df shows what the engine keeps',
    },
  );
}

/** The fourth column of what `df -Pm` prints on its second line; undefined for anything else. */
export function freeMiB(text: string): number | undefined {
  const [, line = ''] = text.split('\n');
  const free = /^\S+\s+\d+\s+\d+\s+(\d+)\s/.exec(line)?.[1];
  return free === undefined ? undefined : Number(free);
}
