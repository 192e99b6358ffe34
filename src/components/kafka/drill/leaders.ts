import type { DrillContext, Leaders } from '../../../drill/drill.ts';
import { ask } from '../observe/ask.ts';
import { describeQuorum, type Quorum } from '../observe/requests.ts';
import { nodeIds, reachedFromHost } from '../properties.ts';
import type { KafkaSettings } from '../schema.ts';
import { leads, type Lead } from './metadata.ts';
import { topicPrefix } from './topic.ts';

/** For one broker's answer, ms. */
const patience = 2000;

/**
 * The active controller, and each partition's leader, with their epochs. Partitions of one topic are told together, and
 * a drill's own topics, which come and go, not at all.
 *
 * @throws Error when no broker answers
 */
export async function kafkaLeaders(
  settings: KafkaSettings,
  { plan, signal }: DrillContext,
): Promise<Leaders> {
  const answers = await Promise.allSettled(
    nodeIds(settings).map(async (node) => {
      const endpoint = reachedFromHost(plan, node);
      return Promise.all([
        ask(endpoint, describeQuorum, patience, signal),
        ask(endpoint, leads, patience, signal),
      ]);
    }),
  );
  const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const [newest] = given.sort(([a], [b]) => b.epoch - a.epoch);
  if (newest === undefined) throw new Error('no broker answers');
  return leadersOf(...newest);
}

/** What the newest answers say. Pure. */
export function leadersOf({ leader, epoch }: Quorum, partitions: readonly Lead[]): Leaders {
  const lasting = partitions.filter(({ topic }) => !topic.startsWith(topicPrefix));
  const topics = new Map<string, Lead[]>();
  for (const one of lasting) topics.set(one.topic, [...(topics.get(one.topic) ?? []), one]);
  const texts = [...topics].map(([topic, of]) => [`topic ${topic}`, leadText(of)] as const);
  const controller = `kafka-${String(leader)} (epoch ${String(epoch)})`;
  return new Map([['kafka controller', controller], ...texts.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** `1/0 2/0 3/1`: leader and epoch of each partition in order. */
function leadText(partitions: readonly Lead[]): string {
  return [...partitions]
    .sort((a, b) => a.partition - b.partition)
    .map(({ leader, epoch }) => `${String(leader)}/${String(epoch)}`)
    .join(' ');
}
