import type { Fact } from '../../../observe/observation.ts';
import type { Partition } from './requests.ts';
import { plural } from '../../../words.ts';

/** Topics, and partitions of each, that are written out on a line; all of them are in the data. */
const topicsAtMost = 8;
const partitionsAtMost = 12;

/** A partition by the services that hold it. */
export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  readonly leader: string | null;
  readonly replicas: readonly string[];
  readonly inSync: readonly string[];
}

export interface PartitionsState {
  readonly total: number;
  /** Fewer replicas in sync than there are. */
  readonly underReplicated: readonly PartitionState[];
  /** Fewer replicas in sync than an acknowledged write needs: acks=all is refused. */
  readonly belowMinimum: readonly PartitionState[];
  readonly withoutLeader: readonly PartitionState[];
  readonly all: readonly PartitionState[];
}

export function partitionsState(
  partitions: readonly Partition[],
  serviceOf: (node: number) => string,
  minInsync: number,
): PartitionsState {
  const all = partitions
    .map(({ topic, partition, leader, replicas, inSync }) => ({
      topic,
      partition,
      leader: leader < 0 ? null : serviceOf(leader),
      replicas: replicas.map(serviceOf),
      inSync: inSync.map(serviceOf),
    }))
    .sort((a, b) => a.topic.localeCompare(b.topic, 'en') || a.partition - b.partition);
  return {
    total: all.length,
    underReplicated: all.filter(({ replicas, inSync }) => inSync.length < replicas.length),
    belowMinimum: all.filter(({ replicas, inSync }) => inSync.length < Math.min(minInsync, replicas.length)),
    withoutLeader: all.filter(({ leader }) => leader === null),
    all,
  };
}

/** One line of sums, then who is missing where: all partitions that lack the same brokers on one line. */
export function partitionFacts(state: PartitionsState, minInsync: number): Fact[] {
  const { total, underReplicated, belowMinimum, withoutLeader } = state;
  const topics = new Set(state.all.map(({ topic }) => topic)).size;
  const sums = [
    `${plural(total, 'partition')} in ${plural(topics, 'topic')}`,
    `${String(underReplicated.length)} under-replicated`,
    `${String(belowMinimum.length)} below ${String(minInsync)} in sync`,
    `${String(withoutLeader.length)} without a leader`,
  ].join(', ');
  return [
    { well: underReplicated.length === 0 && withoutLeader.length === 0, text: sums },
    ...missingFacts(underReplicated),
    ...(withoutLeader.length === 0 ? [] : [{ well: false, text: `no leader: ${listed(withoutLeader)}` }]),
  ];
}

function missingFacts(partitions: readonly PartitionState[]): Fact[] {
  const groups = new Map<string, PartitionState[]>();
  for (const partition of partitions) {
    const missing = partition.replicas.filter((service) => !partition.inSync.includes(service));
    const key = missing.sort().join(' and ');
    groups.set(key, [...(groups.get(key) ?? []), partition]);
  }
  return [...groups].map(([missing, group]) => ({
    well: false,
    text: `not in sync on ${missing}: ${listed(group)}`,
  }));
}

/** `orders/0 1, events/2`; cut off where a line would fill the screen. */
function listed(partitions: readonly PartitionState[]): string {
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of partitions)
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), partition]);
  const names = [...byTopic].map(([topic, numbers]) => {
    const more = numbers.length > partitionsAtMost ? ' …' : '';
    return `${topic}/${numbers.slice(0, partitionsAtMost).join(' ')}${more}`;
  });
  const more = names.length - topicsAtMost;
  return [...names.slice(0, topicsAtMost), ...(more > 0 ? [`and ${String(more)} more topics`] : [])].join(
    ', ',
  );
}
