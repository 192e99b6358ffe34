import { setTimeout as sleep } from 'node:timers/promises';
import type { PartitionEnds } from '../../backup/cold/cold.ts';
import { listOffsets, readUncommitted, type PartitionOffset } from '../../backup/stores/kafka/fetch.ts';
import { ask } from '../../components/kafka/observe/ask.ts';
import { metadata, type ClusterMetadata, type Partition } from '../../components/kafka/observe/requests.ts';
import { durability, reachedFromHost } from '../../components/kafka/properties.ts';
import { StackError, type Diagnostic } from '../../errors.ts';
import type { Plan } from '../../plan/plan.ts';

/** Where the brokers of a stack are asked. */
export interface Asked {
  readonly plan: Plan;
  readonly nodes: readonly number[];
  readonly signal: AbortSignal;
}

/** For one answer; between two tries; until every partition has a leader, ms. */
const patience = { answer: 2000, again: 200, led: 120_000 };

/**
 * Where every partition ends, internal ones as well: after the last record that is on enough replicas to stay.
 *
 * @throws StackError `no` when no broker answers, or a partition has no leader
 */
export async function endsOf(asked: Asked): Promise<PartitionEnds> {
  const { partitions } = await clusterOf(asked);
  const orphan = partitions.find(({ leader }) => leader < 0);
  if (orphan !== undefined) throw notLed([orphan]);
  const leaders = [...new Set(partitions.map(({ leader }) => leader))];
  const answers = await Promise.all(
    leaders.map((leader) =>
      endsAt(
        leader,
        partitions.filter((one) => one.leader === leader),
        asked,
      ),
    ),
  );
  const ends: Record<string, Record<string, number>> = {};
  for (const { topic, partition, offset } of answers.flat()) (ends[topic] ??= {})[String(partition)] = offset;
  return ends;
}

async function endsAt(
  node: number,
  led: readonly Partition[],
  { plan, signal }: Asked,
): Promise<readonly PartitionOffset[]> {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of led) topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  const request = listOffsets(topics, 'latest', readUncommitted);
  const answers = await ask(reachedFromHost(plan, node), request, patience.answer, signal);
  const failed = answers.find(({ error }) => error !== 0);
  if (failed === undefined) return answers;
  throw new StackError(
    'no',
    `${failed.topic}/${String(failed.partition)} does not say where it ends: Kafka's error ${String(failed.error)}`,
    { hint: 'holdfast status shows how Kafka is' },
  );
}

/** As the broker has it that knows of most others. */
async function clusterOf({ plan, nodes, signal }: Asked): Promise<ClusterMetadata> {
  const answers = await Promise.allSettled(
    nodes.map((node) => ask(reachedFromHost(plan, node), metadata, patience.answer, signal)),
  );
  signal.throwIfAborted();
  const [best] = answers
    .flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    .sort((a, b) => b.brokers.length - a.brokers.length);
  if (best !== undefined) return best;
  throw new StackError('no', 'no broker of Kafka answers', { hint: 'holdfast status shows how Kafka is' });
}

/**
 * Waits until every partition can be written to again: it has a leader, and as many replicas in sync as a write needs.
 *
 * @throws StackError `no` with those that cannot after two minutes
 */
export async function untilServing(asked: Asked): Promise<void> {
  const { minInsync } = durability(asked.nodes.length);
  const end = performance.now() + patience.led;
  for (;;) {
    const cluster = await clusterOf(asked).catch(() => undefined);
    asked.signal.throwIfAborted();
    const without = cluster?.partitions.filter((one) => !isServing(one, minInsync));
    if (cluster !== undefined && cluster.brokers.length > 0 && without?.length === 0) return;
    if (performance.now() >= end) throw notLed(without ?? []);
    await sleep(patience.again, undefined, { signal: asked.signal }).catch(() => undefined);
  }
}

function isServing({ leader, replicas, inSync }: Partition, minInsync: number): boolean {
  return leader >= 0 && inSync.length >= Math.min(minInsync, replicas.length);
}

function notLed(partitions: readonly Partition[]): StackError {
  return new StackError('no', 'not every partition of Kafka can be written to', {
    diagnostics: partitions.slice(0, 5).map(({ topic, partition, leader }) => ({
      place: `${topic}/${String(partition)}`,
      message: leader < 0 ? 'has no leader' : 'has too few replicas in sync',
    })),
    hint: 'holdfast status shows who is missing; docker compose logs kafka-1 says why',
  });
}

/** Partitions that end before they did when the brokers were stopped: what was acknowledged then is not there. Pure. */
export function shortOf(saved: PartitionEnds, found: PartitionEnds): readonly Diagnostic[] {
  return Object.entries(saved).flatMap(([topic, partitions]) =>
    Object.entries(partitions).flatMap(([partition, end]) => {
      const now = found[topic]?.[partition];
      if (now !== undefined && now >= end) return [];
      const message =
        now === undefined ? 'is not there' : `ends at ${String(now)}, it ended at ${String(end)}`;
      return [{ place: `${topic}/${partition}`, message }];
    }),
  );
}

export function countOf(ends: PartitionEnds): number {
  return Object.values(ends).reduce((sum, partitions) => sum + Object.keys(partitions).length, 0);
}
