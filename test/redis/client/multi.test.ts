import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createClient, ReplyError } from '../../../src/redis/index.ts';
import { FakeRedis, silence } from '../../support/fake-redis.ts';

const quick = { announce: false } as const;

test('sends a transaction at once and gives the replies of its commands', async () => {
  await using server = await FakeRedis.listening(([name]) => {
    if (name === 'EXEC') return '*2\r\n+OK\r\n-WRONGTYPE no\r\n';
    return name === 'HELLO' ? undefined : '+QUEUED\r\n';
  });
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  await client.ready();
  const before = server.chunks.length;
  const replies = await client.multi([
    ['SET', 'a', '1'],
    ['INCR', 'b'],
  ]);
  expect(replies).toEqual(['OK', new ReplyError('WRONGTYPE no')]);
  expect(server.commands.slice(-4).map(([name]) => name)).toEqual(['MULTI', 'SET', 'INCR', 'EXEC']);
  expect(server.chunks.length - before).toBe(1);
});

test('a refused command is the cause of EXECABORT', async () => {
  await using server = await FakeRedis.listening(([name]) => {
    if (name === 'EXEC') return '-EXECABORT discarded\r\n';
    return name === 'SET' ? '-READONLY no\r\n' : undefined;
  });
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  const outcome = client.multi([['SET', 'a', '1']]);
  await expect(outcome).rejects.toMatchObject({ code: 'EXECABORT', cause: { code: 'READONLY' } });
});

test('a key that changed gives null', async () => {
  await using server = await FakeRedis.listening(([name]) => (name === 'EXEC' ? '_\r\n' : undefined));
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  expect(await client.multi([['SET', 'a', '1']])).toBeNull();
});

test('a signal gives it up: unknown once it was sent, and its replies are not taken for others', async () => {
  await using server = await FakeRedis.listening(([name]) => (name === 'EXEC' ? silence : undefined));
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  const controller = new AbortController();
  const { signal } = controller;
  const outcome = client.multi([['SET', 'a', '1']], { signal });
  while (!server.commands.some(([name]) => name === 'EXEC')) await new Promise(setImmediate);
  controller.abort(new Error('enough'));
  await expect(outcome).rejects.toMatchObject({ code: 'ABORTED', sent: true });
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  const next = client.get('b');
  server.say('*1\r\n+late\r\n');
  expect(await next).toBe('OK');
  await expect(client.multi([['SET', 'a', '2']], { signal })).rejects.toMatchObject({
    code: 'ABORTED',
    sent: false,
  });
});
