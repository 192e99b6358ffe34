import { StackError } from '../../../errors.ts';
import type { Partition } from '../observe/requests.ts';
import { drilled, type BrokerView } from './cluster.ts';

/**
 * The partition whose leader is hurt: the first whose leader is not the active controller, else the first. The active
 * controller's loss is another drill, with an election of its own.
 */
export function partitionOf({ quorum, partitions }: BrokerView): Partition {
  const candidates = drilled(partitions).filter(({ leader }) => leader >= 0);
  const [first] = candidates;
  if (first === undefined) throw new StackError('no', 'there is no partition with a leader');
  return candidates.find(({ leader }) => leader !== quorum.leader) ?? first;
}

/** The partition that an argument names: `orders/0`. */
export function namedPartition({ partitions }: BrokerView, argument: string): Partition {
  const [, topic, number] = /^(.+)\/(\d+)$/.exec(argument) ?? [];
  const found = partitions.find((one) => one.topic === topic && one.partition === Number(number));
  if (found !== undefined && found.leader >= 0) return found;
  const why = found === undefined ? 'there is no such partition' : 'it has no leader';
  throw new StackError('no', `kafka.leader(${argument}): ${why}`, {
    hint: 'TOPIC/PARTITION, as in orders/0; holdfast status --json lists all',
  });
}

/** A broker that follows the partition and is, where that can be, not the active controller. */
export function followerOf({ quorum }: BrokerView, { topic, partition, leader, inSync }: Partition): number {
  const followers = inSync.filter((node) => node !== leader);
  const follower = followers.find((node) => node !== quorum.leader) ?? followers[0];
  if (follower !== undefined) return follower;
  throw new StackError('no', `nobody follows the leader of ${topic}/${String(partition)}`);
}

/** Two brokers of which one is the active controller and the other leads a partition. */
export function pairOf(view: BrokerView, nodes: readonly number[]): readonly number[] {
  const { leader } = partitionOf(view);
  const controller = view.quorum.leader;
  const other = leader === controller ? nodes.find((node) => node !== controller) : leader;
  return [controller, ...(other === undefined ? [] : [other])];
}
