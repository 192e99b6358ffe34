import { StackError } from '../../../errors.ts';
import type { DrillContext } from '../../../drill/drill.ts';
import { ask } from '../observe/ask.ts';
import { describeQuorum, metadata, type Partition, type Quorum } from '../observe/requests.ts';
import { nodeIds, reachedFromHost } from '../properties.ts';
import type { KafkaSettings } from '../schema.ts';
import { topicPrefix } from './topic.ts';

/** For one broker's answer, ms. */
const patience = 1500;

/** What one broker says: the quorum as the active controller has it, and the partitions as the broker has them. */
export interface BrokerView {
  readonly node: number;
  readonly quorum: Quorum;
  readonly partitions: readonly Partition[];
}

/** The cluster as those of its brokers see it that answer. */
export async function viewsOf(
  settings: KafkaSettings,
  { plan, signal }: DrillContext,
): Promise<readonly BrokerView[]> {
  // Many may look at the same time, and each question listens: with one of its own it is one listener more.
  const own = AbortSignal.any([signal]);
  const answers = await Promise.allSettled(
    nodeIds(settings).map(async (node): Promise<BrokerView> => {
      const endpoint = reachedFromHost(plan, node);
      const [quorum, { partitions }] = await Promise.all([
        ask(endpoint, describeQuorum, patience, own),
        ask(endpoint, metadata, patience, own),
      ]);
      return { node, quorum, partitions };
    }),
  );
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}

/** The newest view: of the highest epoch, and there of the active controller's own broker. */
export function newestOf(views: readonly BrokerView[]): BrokerView {
  const newer = (a: BrokerView, b: BrokerView): number =>
    b.quorum.epoch - a.quorum.epoch ||
    Number(b.node === b.quorum.leader) - Number(a.node === a.quorum.leader);
  const [newest] = views.filter(({ quorum }) => quorum.leader >= 0).sort(newer);
  if (newest !== undefined) return newest;
  throw new StackError('no', 'no broker knows of an active controller', {
    hint: 'holdfast status shows how Kafka is',
  });
}

/** Partitions that a drill looks at: those of its own topic, else the user's, never Kafka's internal ones. By name and number. */
export function drilled(partitions: readonly Partition[]): readonly Partition[] {
  const own = partitions.filter(({ topic }) => topic.startsWith(topicPrefix));
  const users = partitions.filter(({ topic }) => !/^(__|holdfast\.)/.test(topic));
  const order = (a: Partition, b: Partition): number =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;
  const all = [...(own.length > 0 ? own : users)].sort(order);
  return all.filter(({ topic }) => topic === all[0]?.topic);
}
