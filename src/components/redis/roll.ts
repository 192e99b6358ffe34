import type { Roller } from '../../component.ts';
import type { ExecResult } from '../../engine/engine.ts';
import { StackError, type Diagnostic } from '../../errors.ts';
import { whyNotRunning, type Observation, type ObserveContext } from '../../observe/observation.ts';
import type { ProofContext } from '../../proof/proof.ts';
import { nodes, type Member } from './layout.ts';
import { maxmemoryMiB } from './memory.ts';
import type { ReplicaState } from './observe/replicas.ts';
import type { Place } from './observe/tier.ts';
import type { RedisSettings } from './schema.ts';

const mebibyte = 1024 * 1024;

/**
 * What a replica may lack before the next node goes. Less than a second of writing at the rate of one client; a replica
 * that lacks more is still catching up, and with the next node away it may be the only other copy.
 */
const closeBytes = mebibyte;

/** The replicas first, then the primary, which hands over before it is stopped. */
export const rollRedis: Roller<RedisSettings> = (settings, plan) => ({
  waitsFor: 'its replicas and the Sentinels',
  missing: replicasBehind,
  last: ({ data }) =>
    'primary' in data && data['primary'] !== null ? [(data['primary'] as Place).service] : [],
  // A single node has nobody to hand over to.
  ...(settings.nodes === 1
    ? { alone: 'has a single node, which has nobody to hand over to; redis.nodes: 3 gives it two more' }
    : { handOver }),
  objections: (context) =>
    tooMuchData(nodes(settings, plan), settings, maxmemoryMiB(settings, plan), context),
});

function replicasBehind({ data }: Observation): readonly string[] {
  const replicas = (data['replicas'] ?? []) as readonly ReplicaState[];
  return replicas
    .filter(({ bytesBehind }) => bytesBehind === null || bytesBehind > closeBytes)
    .map(({ service, bytesBehind }) => `${service} is ${String(bytesBehind ?? 'unknown')} bytes behind`);
}

/** What a shell answers for a command that is not there. */
const noSuchCommand = new Set([126, 127]);

/**
 * Runs in the primary's own container, where the Sentinels' password is. A node from an image that does not know how
 * is stopped as it is: it waits for its replicas before it ends, so nothing is lost, but the Sentinels have to notice.
 */
async function handOver(service: string, { engine, plan }: ProofContext): Promise<void> {
  const { exitCode, stdout, stderr } = await engine.exec(plan.name, service, ['redis-handover']);
  if (exitCode === 0 || noSuchCommand.has(exitCode)) return;
  throw new StackError(
    'no',
    `${service} could not hand over its role, and keeps it: ${lastLine(stderr, stdout)}`,
    {
      hint: 'holdfast status shows who follows it; holdfast up tries again',
    },
  );
}

function lastLine(...texts: readonly string[]): string {
  const lines = texts.flatMap((text) => text.trim().split('\n')).filter((line) => line !== '');
  return lines.at(-1) ?? 'it did not say why';
}

/**
 * Nodes that hold more than the new maxmemory lets them. With a policy that evicts among all keys that is what was asked
 * for; without one every write would be refused until somebody deletes.
 */
async function tooMuchData(
  members: readonly Member[],
  { eviction }: RedisSettings,
  wantedMiB: number,
  context: ObserveContext,
): Promise<readonly Diagnostic[]> {
  if (eviction.startsWith('allkeys-')) return [];
  const found = await Promise.all(
    members
      .filter(({ name }) => whyNotRunning(context, name) === undefined)
      .map(async ({ name }) => ({ name, memory: memoryOf(await askMemory(name, context)) })),
  );
  return found.flatMap(({ name, memory }) => {
    if (memory === undefined || wantedMiB >= memory.maxMiB || memory.holdsMiB <= wantedMiB) return [];
    const holds = Math.ceil(memory.holdsMiB);
    return [
      {
        place: name,
        message: `holds ${String(holds)} MiB of at most ${String(memory.maxMiB)}, and is to hold at most ${String(wantedMiB)} MiB (maxmemory, ${eviction})`,
        hint: `delete what is not needed first, or leave redis.memory at ${String(holds)}MiB or more`,
      },
    ];
  });
}

async function askMemory(service: string, { engine, plan }: ObserveContext): Promise<ExecResult> {
  return engine.exec(plan.name, service, ['timeout', '1', 'redis-as', 'health', 'INFO', 'memory']);
}

/** As eviction counts it (evict.c): without replicas' output buffers and the AOF's. Undefined for no answer. */
function memoryOf({
  stdout,
}: ExecResult): { readonly holdsMiB: number; readonly maxMiB: number } | undefined {
  const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(stdout)?.[1] ?? NaN);
  const holds = field('used_memory') - field('mem_not_counted_for_evict');
  const max = field('maxmemory');
  if (Number.isNaN(holds) || Number.isNaN(max)) return undefined;
  return { holdsMiB: holds / mebibyte, maxMiB: max === 0 ? Infinity : max / mebibyte };
}
