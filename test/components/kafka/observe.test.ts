import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ask } from '../../../src/components/kafka/observe/ask.ts';
import type { AskedBroker } from '../../../src/components/kafka/observe/asked.ts';
import { judge } from '../../../src/components/kafka/observe/judge.ts';
import {
  describeQuorum,
  metadata,
  type ClusterMetadata,
  type Partition,
  type Quorum,
  type Request,
} from '../../../src/components/kafka/observe/requests.ts';

test('a broker’s own answers are read: node 3 of 3 was killed seven seconds before', async () => {
  await using quorumOnly = await answering(recorded('describe-quorum'));
  const quorum = await ask(quorumOnly.endpoint, describeQuorum, 1000, never);
  expect(quorum).toEqual({
    leader: 1,
    epoch: 6,
    voters: [
      { node: 1, endOffset: 678, caughtUpAt: 1_795_441_564_615 },
      { node: 2, endOffset: 678, caughtUpAt: 1_795_441_564_150 },
      { node: 3, endOffset: 638, caughtUpAt: 1_795_441_557_188 },
    ],
  });
  await using metadataOnly = await answering(recorded('metadata'));
  const cluster = await ask(metadataOnly.endpoint, metadata, 1000, never);
  expect(cluster.brokers).toEqual([1, 2]);
  expect(cluster.partitions).toHaveLength(15);
  expect(cluster.partitions[0]).toEqual({
    topic: 'demo-orders',
    partition: 0,
    leader: 1,
    replicas: [1, 2, 3],
    inSync: [1, 2],
  });
});

test('the requests are what Kafka reads: size, key, version, correlation, client, body', async () => {
  await using server = await answering(recorded('metadata'));
  await ask(server.endpoint, metadata, 1000, never);
  const sent = server.received();
  expect(sent.readInt32BE(0)).toBe(sent.length - 4);
  expect([sent.readInt16BE(4), sent.readInt16BE(6)]).toEqual([3, 5]);
  // All topics (a null list), and the last byte refuses to create any.
  expect(sent.subarray(-5).toString('hex')).toBe('ffffffff00');
});

test.each([
  ['one that says nothing, as a paused broker does', undefined, 'no answer within 0.1 s'],
  ['one that hangs up', Buffer.alloc(0), 'the connection was closed without an answer'],
  [
    'something that is not Kafka',
    Buffer.from('HTTP/1.1 400 Bad Request\r\n'),
    'what answers there is not Kafka',
  ],
  ['half an answer', recorded('metadata').subarray(0, 60), 'the connection was closed without an answer'],
  ['an answer that ends inside a field', cutShort(recorded('metadata'), 60), 'the answer ends too early'],
  ['a controller that is not there', quorumError(41), 'no active controller'],
])('of %s the reason is told', async (_what, answer, reason) => {
  await using server = await answering(answer);
  const request: Request<unknown> = reason === 'no active controller' ? describeQuorum : metadata;
  await expect(ask(server.endpoint, request, 100, never)).rejects.toThrow(reason);
});

test('a whole cluster: the controller, who leads how much, nothing amiss', () => {
  const { facts, data } = judge(brokers({}), 2);
  expect(facts.filter(({ well }) => !well)).toEqual([]);
  expect(facts.map(({ text }) => text)).toEqual([
    'kafka-2 (10.0.0.32:9092) is the active controller, epoch 7, 3 of 3 voters follow',
    'kafka-1 (10.0.0.31:9092): leads 1, in sync for 2 of its 2 partitions',
    'kafka-2 (10.0.0.32:9092): leads 1, in sync for 2 of its 2 partitions',
    'kafka-3 (10.0.0.33:9092): leads 0, in sync for 2 of its 2 partitions',
    '2 partitions in 1 topic, 0 under-replicated, 0 below 2 in sync, 0 without a leader',
  ]);
  expect(data).toMatchObject({ controller: { service: 'kafka-2', epoch: 7 } });
});

test('a broker that is gone: its voter lags, its replicas are missed, by name', () => {
  const partitions = [partition(0, 1, [1, 2]), partition(1, 2, [2])];
  const voters = [voter(1), voter(2), { node: 3, endOffset: 60, caughtUpAt: now - 13_400 }];
  const { facts, data } = judge(
    brokers({
      metadata: { brokers: [1, 2], partitions },
      quorum: { leader: 2, epoch: 7, voters },
      silent: [3],
    }),
    2,
  );
  expect(facts.filter(({ well }) => !well).map(({ text }) => text)).toEqual([
    'kafka-2 (10.0.0.32:9092) is the active controller, epoch 7, 2 of 3 voters follow',
    'voter kafka-3: 13 s and 40 records behind the controller',
    'kafka-1 (10.0.0.31:9092): leads 1, in sync for 1 of its 2 partitions',
    'kafka-3 (10.0.0.33:9092): has exited with 137; leads 0, in sync for 0 of its 2 partitions',
    '2 partitions in 1 topic, 2 under-replicated, 1 below 2 in sync, 0 without a leader',
    'not in sync on kafka-3: orders/0',
    'not in sync on kafka-1 and kafka-3: orders/1',
  ]);
  expect(data).toMatchObject({ partitions: { belowMinimum: [{ partition: 1, inSync: ['kafka-2'] }] } });
});

test('the newest epoch counts, not what a node says that was cut off', () => {
  const [first, ...others] = brokers({});
  const old: Quorum = { leader: 1, epoch: 6, voters: [voter(1), voter(2), voter(3)] };
  const { data } = judge([{ ...first!, quorum: { words: old } }, ...others], 2);
  expect(data).toMatchObject({ controller: { service: 'kafka-2', epoch: 7 } });
});

test('no quorum: said first, and what the last broker knows is still shown', () => {
  const all = brokers({ silent: [1, 2] }).map((broker) => ({ ...broker, quorum: { silence: 'no answer' } }));
  const { facts, data } = judge(all, 2);
  expect(facts[0]).toEqual({ well: false, text: 'no active controller: no answer' });
  expect(facts.some(({ text }) => text.startsWith('2 partitions in 1 topic'))).toBe(true);
  expect(data['controller']).toBeNull();
});

test('no broker answers: no numbers are invented', () => {
  const { facts, data } = judge(brokers({ silent: [1, 2, 3] }), 2);
  expect(facts[0]?.text).toBe('no active controller: no broker answers');
  expect(data['partitions']).toBeNull();
});

const never = new AbortController().signal;
const now = 1_795_441_600_000;

function voter(node: number) {
  return { node, endOffset: 100, caughtUpAt: now };
}

function partition(number: number, leader: number, inSync: readonly number[]): Partition {
  return { topic: 'orders', partition: number, leader, replicas: [1, 2, 3], inSync };
}

/** Three brokers that say the same; those that are `silent` have exited. */
function brokers(given: {
  readonly quorum?: Quorum;
  readonly metadata?: ClusterMetadata;
  readonly silent?: readonly number[];
}): AskedBroker[] {
  const quorum = given.quorum ?? { leader: 2, epoch: 7, voters: [voter(1), voter(2), voter(3)] };
  const cluster = given.metadata ?? {
    brokers: [1, 2, 3],
    partitions: [partition(0, 1, [1, 2, 3]), partition(1, 2, [2, 3, 1])],
  };
  return [1, 2, 3].map((node) => {
    const place = { node, service: `kafka-${String(node)}`, address: `10.0.0.3${String(node)}:9092` };
    const silence = { silence: 'has exited with 137' };
    return given.silent?.includes(node) === true
      ? { ...place, quorum: silence, metadata: silence }
      : { ...place, quorum: { words: quorum }, metadata: { words: cluster } };
  });
}

/** What a Kafka 4.3.1 broker answered, size and header included. */
function recorded(name: string): Buffer {
  const hex = readFileSync(new URL(`recorded/${name}.hex`, import.meta.url), 'utf8');
  return Buffer.from(hex.replaceAll('\n', ''), 'hex');
}

/** Shorter, with a size that says so. */
function cutShort(message: Buffer, length: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(length - 4);
  return Buffer.concat([size, message.subarray(4, length)]);
}

/** Size, correlation, no tags, the error, no topics, no tags. */
function quorumError(code: number): Buffer {
  return Buffer.from(`000000090000000100${code.toString(16).padStart(4, '0')}0100`, 'hex');
}

/** A server that sends this when it is asked and hangs up; with nothing to send it keeps silent. */
async function answering(answer: Buffer | undefined) {
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      if (answer !== undefined) socket.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    received: () => Buffer.concat(received),
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
