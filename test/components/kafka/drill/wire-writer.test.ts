import { afterEach, beforeEach, expect, test } from 'vitest';
import { probe } from '../../../../src/components/kafka/drill/load/probe.ts';
import { WireWriter } from '../../../../src/components/kafka/drill/load/wire-writer.ts';
import type { Endpoint } from '../../../../src/components/kafka/properties.ts';
import { FakeBroker } from '../../../support/fake-broker.ts';

const to = { topic: 'holdfast.drill.x', partition: 0 };
let broker: FakeBroker;
let brokers: ReadonlyMap<number, Endpoint>;
let over: AbortController;

beforeEach(async () => {
  broker = new FakeBroker(1, to.topic);
  brokers = new Map([[1, await broker.listen()]]);
  over = new AbortController();
});
afterEach(async () => {
  over.abort();
  await broker[Symbol.asyncDispose]();
});

function message(sequence: number): { key: string; value: string } {
  return { key: 'kafka/produce/wire', value: `${String(sequence)} 0` };
}

test('each message has the next sequence of one producer, and waits for all replicas', async () => {
  const writer = new WireWriter(brokers, to, -1, over.signal);
  expect([await writer.send(message(1)), await writer.send(message(2))]).toEqual([
    { outcome: 'ok' },
    { outcome: 'ok' },
  ]);
  writer.close();
  expect(broker.produced).toEqual([
    { acks: -1, producer: 1n, sequence: 0, value: '1 0' },
    { acks: -1, producer: 1n, sequence: 1, value: '2 0' },
  ]);
});

test.each([[6], [7], ['close'] as const])(
  'after %s the same message goes out under the same sequence',
  async (reply) => {
    broker.replies.push(reply);
    const writer = new WireWriter(brokers, to, -1, over.signal);
    expect(await writer.send(message(1))).toEqual({ outcome: 'ok' });
    writer.close();
    expect(broker.produced.map(({ producer, sequence }) => [producer, sequence])).toEqual([
      [1n, 0],
      [1n, 0],
    ]);
  },
);

test('one that had arrived the first time is acknowledged, not lost', async () => {
  broker.replies.push('close', 46);
  const writer = new WireWriter(brokers, to, -1, over.signal);
  expect(await writer.send(message(1))).toEqual({ outcome: 'ok' });
  writer.close();
});

test('a message of which nobody knows ends its producer: the next has another id', async () => {
  broker.replies.push(45);
  const writer = new WireWriter(brokers, to, -1, over.signal);
  expect(await writer.send(message(1))).toMatchObject({
    outcome: 'info',
    why: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
  });
  await writer.send(message(2));
  writer.close();
  expect(broker.produced.at(-1)).toMatchObject({ producer: 2n, sequence: 0, value: '2 0' });
});

test('when the load is over a message that nobody took is surely not written', async () => {
  broker.leads = false;
  const writer = new WireWriter(brokers, to, -1, over.signal);
  over.abort();
  expect((await writer.send(message(1))).outcome).toBe('fail');
  expect(broker.produced).toEqual([]);
});

test('acks=1 repeats what was refused, and nothing that may be there', async () => {
  const writer = new WireWriter(brokers, to, 1, over.signal);
  broker.replies.push(6);
  expect(await writer.send(message(1))).toEqual({ outcome: 'ok' });
  broker.replies.push('close');
  expect(await writer.send(message(2))).toMatchObject({ outcome: 'info' });
  writer.close();
  expect(broker.produced.map(({ acks, value }) => [acks, value])).toEqual([
    [1, '1 0'],
    [1, '1 0'],
    [1, '2 0'],
  ]);
});

test('a probe tries once and tells refused from unknown', async () => {
  broker.replies.push(19, 'silence', 'close');
  const outcomes = [];
  for (const sequence of [1, 2, 3, 4])
    outcomes.push((await probe(brokers, to, message(sequence), over.signal)).outcome);
  expect(outcomes).toEqual(['fail', 'info', 'info', 'ok']);
  broker.leads = false;
  expect((await probe(brokers, to, message(5), over.signal)).outcome).toBe('fail');
  expect(broker.produced).toHaveLength(4);
});
