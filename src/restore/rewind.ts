import { places } from '../backup/config.ts';
import type { Manifest } from '../backup/manifest.ts';
import { fitsTrial } from '../backup/stores/redis/trial.ts';
import { StackError } from '../errors.ts';
import { backupService, inBox, type BoxContext } from './box.ts';
import type { Checked, RdbSource } from './redis.ts';

/** The RDB that a rewound AOF was made into. */
export const rewoundRdb: RdbSource = { file: `${places.unpackedContent}/rewound.rdb`, mounts: [] };

/** For Node beside the server that loads it, MiB. */
const besideMiB = 80;

/**
 * Makes an RDB file of the unpacked AOF as it was at the end of a second, by a server of its own. Nothing of the stack is
 * touched.
 *
 * @throws StackError `no` when it is damaged, or this host has no room for the server
 */
export async function rewind(
  manifest: Manifest,
  at: string,
  context: BoxContext,
  say: (text: string) => void,
): Promise<Checked> {
  const needsBytes = manifest.redis?.aof?.needsBytes ?? 0;
  say('redis: replaying its AOF up to that second');
  const options = fitsTrial({ usedBytes: needsBytes })
    ? { say }
    : { say, memoryMiB: await roomFor(needsBytes, context) };
  try {
    return await inBox<Checked>(['rewind', at], context, options);
  } catch (error) {
    if (context.signal.aborted) await stop(context);
    throw error;
  }
}

/** Beside the stack where that runs; else it has what the stack leaves. */
async function roomFor(needsBytes: number, { engine, plan }: BoxContext): Promise<number> {
  const memoryMiB = Math.ceil((needsBytes * 1.15) / 1_048_576) + besideMiB;
  const [info, containers] = await Promise.all([engine.info(), engine.containers(plan.name)]);
  const runs = [...containers.values()].some(({ state }) => state === 'running');
  const left = Math.floor(info.memoryMiB - plan.budget.reserveMiB - (runs ? plan.budget.longMiB : 0));
  if (memoryMiB <= left) return memoryMiB;
  throw new StackError(
    'no',
    `replaying the AOF needs ${String(memoryMiB)} MiB${runs ? ' beside the stack' : ''}, and this host has ${String(Math.max(0, left))}`,
    { hint: runs ? 'holdfast down, then the same again' : 'docs/restoring.md, "On another machine"' },
  );
}

/** What was begun in the running container ends with the command; one of its own has ended with it. */
async function stop({ engine, plan }: BoxContext): Promise<void> {
  const { state } = (await engine.containers(plan.name)).get(backupService) ?? {};
  if (state === 'running') await engine.exec(plan.name, backupService, ['backup-stop']);
}
