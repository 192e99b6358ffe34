import { places } from '../backup/config.ts';
import type { KafkaSaved } from '../backup/manifest.ts';
import { StackError } from '../errors.ts';
import { backupVolume, type BoxContext } from './box.ts';

export interface KafkaProven {
  readonly topics: number;
  readonly records: number;
  readonly groups: number;
}

/** For a broker and what fills it in one JVM: a heap of 160 MiB and what comes beside it. */
const trialMiB = 400;
/** For what fills the live cluster: a heap of 128 MiB. */
const loaderMiB = 256;

const unpacked = `${places.unpackedContent}/kafka`;

/**
 * Restores the unpacked records into a broker on trial and reads them back.
 *
 * @throws StackError `no` when the host has no room for it, or it is not what was saved
 */
export async function proveKafka(
  saved: KafkaSaved,
  context: BoxContext,
  say: (text: string) => void,
): Promise<KafkaProven> {
  await assertRoom(context);
  say(`kafka: restoring ${String(saved.records)} records into a broker on trial`);
  const command = ['kafka-restore', '--verify', unpacked, '/backup/tmp/broker'];
  return proven(saved, await runTool(command, trialMiB, context, say));
}

/** Beside the live stack: only where the machine has more than the stack's own limits. */
async function assertRoom({ engine, plan }: BoxContext): Promise<void> {
  const { memoryMiB } = await engine.info();
  const left = memoryMiB - plan.budget.reserveMiB - plan.budget.longMiB;
  if (left >= trialMiB) return;
  throw new StackError(
    'no',
    `a broker on trial needs ${String(trialMiB)} MiB beside the stack, and this host has ${String(Math.max(0, Math.floor(left)))}`,
    { hint: 'verify on a larger machine: docs/restoring.md, "On another machine"' },
  );
}

/**
 * Fills the live cluster, which must be empty, and reads everything back.
 *
 * @throws StackError `no` when it is not what was saved
 */
export async function fillKafka(
  saved: KafkaSaved,
  nodes: number,
  source: BoxContext,
  { plan, config }: BoxContext,
  say: (text: string) => void,
): Promise<KafkaProven> {
  const brokers = config.stores.find(({ of }) => of === 'kafka')?.settings['brokers'] as
    readonly string[] | undefined;
  const environment = { KAFKA_BOOTSTRAP: (brokers ?? []).join(',') };
  const command = ['kafka-restore', unpacked, String(nodes)];
  return proven(
    saved,
    await runTool(command, loaderMiB, source, say, { network: plan.network.name, environment }),
  );
}

async function runTool(
  command: readonly string[],
  memoryMiB: number,
  context: BoxContext,
  say: (text: string) => void,
  more: { readonly network?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<KafkaProven> {
  const { engine, plan, signal, imageOf } = context;
  const { exitCode, stdout, stderr } = await engine.run(await imageOf('kafka-1'), command, {
    stack: plan.name,
    memoryMiB,
    signal,
    mounts: [{ type: 'volume', source: backupVolume(plan), target: places.volume }],
    onLine: (line) => {
      if (line.startsWith('kafka-')) say(line.replace(/^kafka-[a-z]+: /, 'kafka: '));
    },
    ...more,
  });
  if (exitCode === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as KafkaProven;
  const words = stderr
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('kafka-'));
  throw new StackError(
    'no',
    `Kafka's records could not be restored: ${words.at(-1) ?? `exit code ${String(exitCode)}`}`,
    {
      diagnostics: stderr
        .trim()
        .split('\n')
        .slice(-5)
        .map((message) => ({ message })),
      hint: 'holdfast backups lists the other backups',
    },
  );
}

function proven(saved: KafkaSaved, found: KafkaProven): KafkaProven {
  const topics = Object.keys(saved.topics).length;
  if (found.topics === topics) return found;
  throw new StackError('no', `${String(found.topics)} of ${String(topics)} topics were restored`);
}
