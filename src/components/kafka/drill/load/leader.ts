import { ask } from '../../observe/ask.ts';
import type { Endpoint } from '../../properties.ts';
import { leadsOf, type Lead } from '../metadata.ts';

/** By node id: where each is reached. */
export type Brokers = ReadonlyMap<number, Endpoint>;

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Who leads a partition: all brokers are asked at once, and the highest epoch counts, for one that was cut off still
 * tells what it knew. Undefined while there is none, or nobody answers within `patience` ms.
 */
export async function leaderOf(
  brokers: Brokers,
  { topic, partition }: TopicPartition,
  patience: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const answers = await Promise.allSettled(
    [...brokers.values()].map((broker) => ask(broker, leadsOf(topic), patience, signal)),
  );
  const leads = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  return newestLeader(leads.filter((lead) => lead.partition === partition));
}

/** Of what several brokers say of one partition. */
export function newestLeader(leads: readonly Lead[]): number | undefined {
  const [newest] = [...leads].sort((a, b) => b.epoch - a.epoch);
  return newest === undefined || newest.leader < 0 ? undefined : newest.leader;
}
