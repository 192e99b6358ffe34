import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Operation } from '../../src/drill/history.ts';
import { Tempo } from '../../src/drill/tempo.ts';
import type { RunningProbe } from '../../src/drill/inside/probe.ts';
import { beginProbe } from '../../src/prober/probes.ts';
import { FakeBroker } from '../support/fake-broker.ts';
import { FakeNode, FakeSentinel } from '../support/fake-sentinels.ts';

const running: RunningProbe[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((probe) => probe.stop()));
});

/** What a probe of this kind saw so far. */
function probing(kind: string, interval: number, settings: unknown): Operation[] {
  const seen: Operation[] = [];
  const now = (): number => performance.now();
  const post = {
    now,
    tempo: new Tempo(false),
    pen: (one: Omit<Operation, 'end'> & { readonly end?: number }) =>
      seen.push({ ...one, end: one.end ?? now() }),
  };
  running.push(beginProbe({ id: `${kind}/inside`, kind, interval, settings }, post));
  return seen;
}

describe('redis', () => {
  test('asks a Sentinel, connects to whom it names and writes, anew for each operation', async () => {
    await using node = await FakeNode.being('master');
    node.answers(([name]) => (name === 'WAIT' ? ':1\r\n' : undefined));
    await using sentinel = await FakeSentinel.saying({ primary: node.at, epoch: 1, quorum: 1 }, 's1');
    const way = {
      primaryName: 'shop',
      sentinels: [sentinel.at],
      addressMap: {},
      username: 'app',
      password: 'secret',
      database: 0,
    };
    const seen = probing('redis', 20, { way, lanes: 2, prefix: 'holdfast:drill:w:inside:' });
    await vi.waitUntil(() => seen.length >= 4, 5000);
    expect(seen.every(({ outcome }) => outcome === 'ok')).toBe(true);
    expect(new Set(seen.map(({ key }) => key))).toEqual(
      new Set(['holdfast:drill:w:inside:1.1', 'holdfast:drill:w:inside:2.1']),
    );
    expect(sentinel.asked).toBeGreaterThanOrEqual(4);
    expect(node.heard.find((words) => words.startsWith('SET '))).toBe(
      'SET holdfast:drill:w:inside:1.1 1 EX 86400',
    );
  });
});

describe('kafka', () => {
  test('asks who leads and writes there, anew for each message', async () => {
    await using broker = new FakeBroker(1, 'holdfast.drill.w.inside');
    const brokers = [[1, await broker.listen()]] as const;
    const settings = { brokers, topic: 'holdfast.drill.w.inside', partitions: [0] };
    const seen = probing('kafka', 20, settings);
    await vi.waitUntil(() => seen.length >= 3, 5000);
    expect(seen.slice(0, 3).map(({ key, value, outcome }) => [key, value, outcome])).toEqual([
      ['holdfast.drill.w.inside/0', 1, 'ok'],
      ['holdfast.drill.w.inside/0', 2, 'ok'],
      ['holdfast.drill.w.inside/0', 3, 'ok'],
    ]);
    expect(broker.produced.every(({ acks }) => acks === -1)).toBe(true);
  });

  test('writes down that nobody leads', async () => {
    await using broker = new FakeBroker(1, 'holdfast.drill.w.inside');
    broker.leads = false;
    const brokers = [[1, await broker.listen()]] as const;
    const seen = probing('kafka', 20, { brokers, topic: 'holdfast.drill.w.inside', partitions: [0] });
    await vi.waitUntil(() => seen.length >= 1, 5000);
    expect(seen[0]).toMatchObject({ outcome: 'fail', why: 'nobody leads the partition' });
  });
});

test('a kind that nobody knows is an error, which ends the program', () => {
  expect(() => probing('postgres', 20, {})).toThrow('no probe of the kind postgres');
});
