import { expect, test } from 'vitest';
import { createAckClient, outcomeCodes } from '../../../src/redis/index.ts';
import { FakeRedis, silence } from '../../support/fake-redis.ts';

const quick = { announce: false, backoff: { first: 5, longest: 20 }, stall: 300, ackTimeout: 100 } as const;

test('one acknowledgement for many, and the outcome of each', async () => {
  let waits = 0;
  await using server = await FakeRedis.listening(([name, key]) => {
    if (name === 'WAIT') return `:${String(++waits > 0 ? 1 : 0)}\r\n`;
    return key === 'k7' ? '-WRONGTYPE no\r\n' : undefined;
  });
  // Ten thousand commands keep the fake server, which is in this process, from answering for a while.
  await using client = createAckClient({ endpoint: server.endpoint, ...quick, stall: 10_000 });
  const outcome = await client.attemptBatch(10_000, (index) => ['SET', `k${String(index)}`, 'v'], {
    ack: 'replica',
  });
  expect(outcome).toMatchObject({ ok: 9999, fail: 1, unknown: 0, firstFail: { code: 'WRONGTYPE' } });
  expect(outcome.outcomes[7]).toBe(outcomeCodes.fail);
  expect(waits).toBeLessThanOrEqual(20);
  expect(server.commands.filter(([name]) => name === 'SET')).toHaveLength(10_000);
});

test('an acknowledgement that falls short makes its part unknown; nothing is counted twice', async () => {
  let waits = 0;
  const counted = new Map<string, number>();
  await using server = await FakeRedis.listening(([name, key = '']) => {
    if (name === 'WAIT') return `:${++waits === 1 ? 0 : 1}\r\n`;
    if (name === 'INCR') counted.set(key, (counted.get(key) ?? 0) + 1);
    return undefined;
  });
  await using client = createAckClient({ endpoint: server.endpoint, ...quick });
  const outcome = await client.attemptBatch(3000, (index) => ['INCR', String(index)], { ack: 'replica' });
  expect(outcome.unknown).toBeGreaterThan(0);
  expect(outcome.ok + outcome.unknown).toBe(3000);
  expect([...counted.values()].every((times) => times === 1)).toBe(true);
});

test('refusals that pass are tried again, each command once', async () => {
  let refusals = 700;
  const applied: string[] = [];
  await using server = await FakeRedis.listening(([name, key = '']) => {
    if (name === 'WAIT') return ':1\r\n';
    if (name !== 'INCR') return undefined;
    if (refusals-- > 0) return '-NOREPLICAS Not enough good replicas to write.\r\n';
    applied.push(key);
    return ':1\r\n';
  });
  await using client = createAckClient({ endpoint: server.endpoint, ...quick, ack: 'replica' });
  const outcome = await client.attemptBatch(2000, (index) => ['INCR', String(index)]);
  expect(outcome).toMatchObject({ ok: 2000, fail: 0, unknown: 0 });
  expect(new Set(applied).size).toBe(2000);
  expect(applied).toHaveLength(2000);
});

test.each([true, false])('a connection that is lost in the middle, idempotent %s', async (idempotent) => {
  let seen = 0;
  const times = new Map<string, number>();
  await using server = await FakeRedis.listening(([name, key = ''], socket) => {
    if (name === 'WAIT') return ':1\r\n';
    if (name !== 'SET') return undefined;
    times.set(key, (times.get(key) ?? 0) + 1);
    if (++seen !== 1500) return undefined;
    socket.destroy();
    return silence;
  });
  await using client = createAckClient({ endpoint: server.endpoint, ...quick, ack: 'replica' });
  const outcome = await client.attemptBatch(4000, (index) => ['SET', String(index), 'v'], { idempotent });
  if (idempotent) expect(outcome).toMatchObject({ ok: 4000, fail: 0, unknown: 0 });
  else {
    expect(outcome.fail).toBe(0);
    expect(outcome.unknown).toBeGreaterThan(0);
    expect([...times.values()].every((count) => count === 1)).toBe(true);
    // What is `ok` is there.
    outcome.outcomes.forEach((code, index) => {
      if (code === outcomeCodes.ok) expect(times.get(String(index))).toBe(1);
    });
  }
});

test('no server within the time of a command: all of it failed, at once and not part by part', async () => {
  const locator = { locate: () => Promise.reject(new Error('nowhere')) };
  await using client = createAckClient({ locator, ...quick });
  const began = performance.now();
  const outcome = await client.attemptBatch(100_000, () => ['INCR', 'n'], { timeout: 60 });
  expect(outcome).toMatchObject({ ok: 0, fail: 100_000, unknown: 0 });
  expect(performance.now() - began).toBeLessThan(2000);
});

test('ends with what its maker throws', async () => {
  await using server = await FakeRedis.listening();
  await using client = createAckClient({ endpoint: server.endpoint, ...quick });
  const thrown = client.attemptBatch(10, () => {
    throw new Error('mine');
  });
  await expect(thrown).rejects.toThrow('mine');
  expect(await client.attemptBatch(0, () => [])).toMatchObject({ ok: 0, fail: 0, unknown: 0 });
});
