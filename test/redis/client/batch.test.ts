import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { BatchError, createClient, ReplyError } from '../../../src/redis/index.ts';
import { FakeRedis, silence } from '../../support/fake-redis.ts';

const quick = { announce: false, backoff: { first: 5, longest: 20 } } as const;

/** Echoes what it is given, and calls every hundredth an error. */
const echo = ([name, text]: readonly string[]): string | undefined => {
  if (name !== 'ECHO') return undefined;
  return text!.endsWith('00') ? `-ERR ${text!}\r\n` : `:${text!}\r\n`;
};

test('gives the replies in order, errors among them', async () => {
  await using server = await FakeRedis.listening(echo);
  await using client = createClient({
    endpoint: server.endpoint,
    highWaterMark: { commands: 300 },
    ...quick,
  });
  const replies = await client.batch(5000, (index) => ['ECHO', index]);
  expect(replies).toHaveLength(5000);
  expect(
    replies.every((reply, index) => reply === index || (reply as Error).message === `ERR ${index}`),
  ).toBe(true);
  expect(replies[0]).toBe(0);
  expect(replies[4900]).toBeInstanceOf(ReplyError);
});

test('only counts when that is enough', async () => {
  await using server = await FakeRedis.listening(echo);
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  const count = await client.batchCount(1000, (index) => ['ECHO', index]);
  expect(count).toMatchObject({ ok: 991, failed: 9, firstError: { message: 'ERR 100' } });
  expect(await client.batchCount(0, () => [])).toMatchObject({ ok: 0, failed: 0 });
});

test('never has more on its way than the high-water mark', async () => {
  await using server = await FakeRedis.listening(([name]) => (name === 'ECHO' ? silence : undefined));
  await using client = createClient({ endpoint: server.endpoint, highWaterMark: { commands: 10 }, ...quick });
  const batch = client.batch(100, (index) => ['ECHO', index]);
  for (let answered = 0; answered < 100; answered += 10) {
    while (server.commands.filter(([name]) => name === 'ECHO').length < answered + 10)
      await new Promise(setImmediate);
    expect(client.connection?.pending).toBe(10);
    server.say('+x\r\n'.repeat(10));
  }
  expect(await batch).toHaveLength(100);
});

test('tells how far it came when the connection is lost', async () => {
  await using server = await FakeRedis.listening((words, socket) => {
    if (words[1] !== '700') return echo(words);
    socket.destroy();
    return silence;
  });
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  const error = await client.batch(100_000, (index) => ['ECHO', index]).catch((reason: unknown) => reason);
  if (!(error instanceof BatchError)) throw new Error('it must be a BatchError', { cause: error });
  expect(error.code).toBe('LOST');
  expect(error.answered).toBeLessThanOrEqual(700);
  expect(error.issued).toBeGreaterThan(700);
  expect(error.issued).toBeLessThan(100_000);
  expect(error.replies).toHaveLength(error.answered);
});

test('ends at what is no argument or what its maker throws, and the connection goes on', async () => {
  await using server = await FakeRedis.listening(echo);
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  const bad = client.batch(1000, (index) => [
    'ECHO',
    index === 500 ? (undefined as unknown as string) : index,
  ]);
  await expect(bad).rejects.toMatchObject({
    name: 'BatchError',
    issued: 256,
    cause: expect.any(TypeError) as TypeError,
  });
  const thrown = client.batch(1000, () => {
    throw new Error('mine');
  });
  await expect(thrown).rejects.toMatchObject({ issued: 0, message: /mine/ });
  expect(await client.command('ECHO', 7)).toBe(7);
});

test('a signal gives it up: what is on its way may be applied, the rest is not sent', async () => {
  await using server = await FakeRedis.listening(([name]) => (name === 'ECHO' ? silence : undefined));
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  const controller = new AbortController();
  const { signal } = controller;
  const batch = client.batch(100_000, (index) => ['ECHO', index], { signal });
  while (!server.commands.some(([, text]) => text === '600')) await new Promise(setImmediate);
  server.say(':0\r\n:1\r\n');
  while (client.connection?.pending === 2048) await new Promise(setImmediate);
  controller.abort(new Error('enough'));
  await expect(batch).rejects.toMatchObject({
    code: 'ABORTED',
    answered: 2,
    issued: 2048,
    replies: [0, 1],
    message: expect.stringContaining('aborted') as string,
  });
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  await expect(client.batchCount(5, (index) => ['ECHO', index], { signal })).rejects.toThrow();
  expect(server.commands.filter(([name]) => name === 'ECHO')).toHaveLength(2048);
  await client.close(0);
});

test('listens to its signal no longer than it takes', async () => {
  await using server = await FakeRedis.listening(echo);
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  const { signal } = new AbortController();
  await client.batchCount(1000, (index) => ['ECHO', index], { signal });
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});
