import { describe, expect, test } from 'vitest';
import { answerOf, together } from '../../../../src/components/kafka/drill/load/answer.ts';
import { newestLeader } from '../../../../src/components/kafka/drill/load/leader.ts';
import { finalOf } from '../../../../src/components/kafka/drill/load/finals.ts';
import { textOf } from '../../../../src/components/kafka/drill/load/message.ts';
import { atPace } from '../../../../src/components/kafka/drill/load/pace.ts';
import { streamsAt } from '../../../../src/components/kafka/drill/load/streams.ts';
import { assignment, topicOf, writersIn } from '../../../../src/components/kafka/drill/load/topic.ts';
import { kafkaSchema } from '../../../../src/components/kafka/schema.ts';

describe('the pace', () => {
  const clock = (): (() => number) => {
    const began = performance.now();
    return () => performance.now() - began;
  };

  test('what is late is made up for at once, and counts from when it was due', async () => {
    const over = new AbortController();
    const acts: { readonly sequence: number; readonly due: number; readonly began: number }[] = [];
    const now = clock();
    await atPace({ now, first: 0, interval: () => 20 }, over.signal, async (sequence, due) => {
      acts.push({ sequence, due, began: now() });
      if (sequence === 2) await new Promise((resolve) => setTimeout(resolve, 200));
      if (sequence === 8) over.abort();
    });
    expect(acts.map(({ sequence, due }) => [sequence, due])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((sequence) => [sequence, (sequence - 1) * 20]),
    );
    const [, second, third, , , , , last] = acts;
    expect(third!.began - second!.began).toBeGreaterThan(190);
    expect(last!.began - third!.began).toBeLessThan(100);
  });

  test('ends when the signal fires, also while it waits', async () => {
    const over = new AbortController();
    let acts = 0;
    setTimeout(() => {
      over.abort();
    }, 30);
    await atPace({ now: clock(), first: 0, interval: () => 60_000 }, over.signal, () => {
      acts += 1;
      return Promise.resolve();
    });
    expect(acts).toBe(1);
  });
});

describe('what an answer says of a message', () => {
  test.each([
    [0, 1, 'ok'],
    [0, -1, 'ok'],
    [46, -1, 'ok'],
    // It may have been written before the leader lost its role, and be with those that took over.
    [6, -1, 'info'],
    [6, 1, 'fail'],
    [56, -1, 'info'],
    [19, -1, 'fail'],
    [7, -1, 'info'],
    [20, -1, 'info'],
    [45, -1, 'info'],
    [1234, 1, 'info'],
  ] as const)('%i, acks=%i, is %s', (error, acks, outcome) => {
    expect(answerOf(error, acks).outcome).toBe(outcome);
  });

  test('one attempt that nobody knows of makes all of it unknown, until one is acknowledged', () => {
    const fail = answerOf(19, -1);
    const info = answerOf(7, -1);
    expect(together(fail, fail).outcome).toBe('fail');
    expect(together(info, fail).outcome).toBe('info');
    expect(together(fail, info).outcome).toBe('info');
    expect(together(info, answerOf(0, -1)).outcome).toBe('ok');
  });
});

test('who leads is what the highest epoch says', () => {
  const lead = (leader: number, epoch: number) => ({ topic: 'x', partition: 0, leader, epoch });
  expect(newestLeader([lead(1, 3), lead(2, 4), lead(1, 2)])).toBe(2);
  expect(newestLeader([lead(1, 3), lead(-1, 4)])).toBeUndefined();
  expect(newestLeader([])).toBeUndefined();
});

test('a final is what each partition of the topic holds, in the order of its log', () => {
  const message = (offset: number, sequence: number) => ({ offset, key: '', value: textOf(sequence, 50) });
  const { probe } = streamsAt(1);
  expect(finalOf(probe, 't', [[message(0, 2), message(1, 1)], []])).toEqual({
    kind: 'log',
    stream: 'kafka/probe',
    values: new Map([
      ['t/0', [2, 1]],
      ['t/1', []],
    ]),
  });
});

describe('topics', () => {
  const nobody = { begin: () => Promise.reject(new Error('nothing runs inside')) as never };

  test('each writer has one of its own, and the first by name is the producers’', () => {
    const writers = writersIn({ inside: nobody });
    const topics = writers.map((writer) => topicOf('x1', writer));
    expect(new Set(topics).size).toBe(writers.length);
    expect([...topics].sort()[0]).toBe(topicOf('x1', 'producer'));
  });

  test('there is none for a probe inside where nothing runs inside', () => {
    expect(writersIn({ inside: nobody })).toContain('inside');
    expect(writersIn({})).not.toContain('inside');
  });
});

test('streams: one is judged, ids are unique, and the pace divides their intervals', () => {
  const streams = Object.values(streamsAt(2));
  expect(streams.filter(({ judged }) => judged).map(({ id }) => id)).toEqual(['kafka/produce/kafkajs']);
  expect(new Set(streams.map(({ id }) => id)).size).toBe(streams.length);
  expect(streamsAt(2).producer.interval).toBe(streamsAt(1).producer.interval / 2);
});

test('partitions are shared among the brokers, each with the replicas of the spec', () => {
  const of = (nodes: number) => assignment(kafkaSchema.parse({ nodes })).map(({ replicas }) => replicas);
  expect(of(3)).toEqual([
    [1, 2, 3],
    [2, 3, 1],
    [3, 1, 2],
  ]);
  expect(of(1)).toEqual([[1], [1], [1]]);
  expect(of(5)).toEqual([
    [1, 2, 3],
    [2, 3, 4],
    [3, 4, 5],
  ]);
});
