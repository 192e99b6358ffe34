import { describe, expect, test } from 'vitest';
import { drilled, newestOf, type BrokerView } from '../../../../src/components/kafka/drill/cluster.ts';
import { inSync, oneController } from '../../../../src/components/kafka/drill/ends.ts';
import {
  followerOf,
  namedPartition,
  pairOf,
  partitionOf,
} from '../../../../src/components/kafka/drill/pick.ts';
import { lastOf } from '../../../../src/components/kafka/drill/rolling.ts';
import type { Partition } from '../../../../src/components/kafka/observe/requests.ts';

function partition(topic: string, number: number, leader: number, here = [1, 2, 3]): Partition {
  return { topic, partition: number, leader, replicas: [1, 2, 3], inSync: here };
}

function view(node: number, controller: number, partitions: readonly Partition[], epoch = 4): BrokerView {
  return { node, quorum: { leader: controller, epoch, voters: [] }, partitions };
}

const own = [partition('holdfast.drill.x', 1, 2), partition('holdfast.drill.x', 0, 1)];
const others = [
  partition('__consumer_offsets', 0, 1),
  partition('orders', 0, 3),
  partition('holdfast.proof', 0, 2),
];

describe('what a drill looks at', () => {
  test("is its own topic's partitions in order, else the first of the user's", () => {
    expect(drilled([...others, ...own]).map((one) => `${one.topic}/${String(one.partition)}`)).toEqual([
      'holdfast.drill.x/0',
      'holdfast.drill.x/1',
    ]);
    expect(drilled(others).map(({ topic }) => topic)).toEqual(['orders']);
  });

  test('is the newest view: of the highest epoch, and there the controller’s own', () => {
    const views = [view(1, 1, [], 3), view(2, 3, []), view(3, 3, [])];
    expect(newestOf(views).node).toBe(3);
    expect(() => newestOf([view(1, -1, [])])).toThrow('no broker knows of an active controller');
  });
});

describe('whom a target stands for', () => {
  test('the leader is one that is not the active controller, where there is such a one', () => {
    expect(partitionOf(view(1, 1, own)).leader).toBe(2);
    expect(partitionOf(view(1, 3, own)).leader).toBe(1);
    expect(partitionOf(view(1, 3, [partition('orders', 0, 3)])).leader).toBe(3);
    expect(() => partitionOf(view(1, 3, [partition('orders', 0, -1)]))).toThrow('no partition with a leader');
  });

  test('a partition that is named is that one, and no other', () => {
    expect(namedPartition(view(1, 1, others), 'orders/0').leader).toBe(3);
    expect(() => namedPartition(view(1, 1, others), 'orders/1')).toThrow('there is no such partition');
    expect(() => namedPartition(view(1, 1, others), 'orders')).toThrow('there is no such partition');
  });

  test('the follower leads neither the partition nor the quorum, where that can be', () => {
    expect(followerOf(view(1, 2, own), partition('orders', 0, 1))).toBe(3);
    expect(followerOf(view(1, 2, own), partition('orders', 0, 1, [1, 2]))).toBe(2);
    expect(() => followerOf(view(1, 2, own), partition('orders', 0, 1, [1]))).toThrow('nobody follows');
  });

  test('two brokers are the controller and another one that leads', () => {
    expect(pairOf(view(1, 3, own), [1, 2, 3])).toEqual([3, 1]);
    expect(pairOf(view(1, 3, [partition('orders', 0, 3)]), [1, 2, 3])).toEqual([3, 1]);
  });
});

describe('what has to hold at the end', () => {
  test('all replicas in sync', () => {
    expect(inSync([view(1, 1, own)])).toEqual({ good: true, text: '2 of 2 partitions whole' });
    expect(inSync([view(1, 1, [partition('orders', 0, 1, [1, 2]), ...own])])).toEqual({
      good: false,
      text: '2 of 3 partitions whole, not orders/0',
    });
    expect(inSync([view(1, 1, [partition('orders', 0, -1)])]).good).toBe(false);
    expect(inSync([]).good).toBe(false);
  });

  test('one active controller, named by all', () => {
    const three = (controllers: readonly number[]) =>
      controllers.map((controller, index) => view(index + 1, controller, []));
    expect(oneController(three([2, 2, 2]), [1, 2, 3]).good).toBe(true);
    expect(oneController(three([2, 2, 1]), [1, 2, 3]).good).toBe(false);
    expect(oneController(three([-1, -1, -1]), [1, 2, 3]).good).toBe(false);
    expect(oneController(three([2, 2]), [1, 2, 3])).toEqual({
      good: false,
      text: '2 of 3 brokers name kafka-2 in epoch 4, kafka-3 does not answer',
    });
    expect(oneController([view(1, 2, [], 4), view(2, 2, [], 5)], [1, 2]).good).toBe(false);
  });
});

test('in a rolling restart the active controller goes last', () => {
  expect(lastOf(['kafka-1', 'kafka-2', 'kafka-3'], 'kafka-2')).toEqual(['kafka-1', 'kafka-3', 'kafka-2']);
  expect(lastOf(['kafka-1'], 'kafka-2')).toEqual(['kafka-1']);
});
