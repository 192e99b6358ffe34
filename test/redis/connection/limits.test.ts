import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createConnection } from '../../../src/redis/index.ts';
import { FakeRedis, silence } from '../../support/fake-redis.ts';

const quiet = { announce: false } as const;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Answers GETs only when it is told to. */
async function slowServer(): Promise<FakeRedis> {
  return FakeRedis.listening(([name]) => (name === 'GET' ? silence : undefined));
}

async function commandsSeen(server: FakeRedis, count: number): Promise<void> {
  while (server.commands.filter(([name]) => name === 'GET').length < count) await new Promise(setImmediate);
}

test('no more commands are on their way than the high-water mark, and the rest follow in order', async () => {
  await using server = await slowServer();
  const connection = await createConnection({
    endpoint: server.endpoint,
    highWaterMark: { commands: 3 },
    ...quiet,
  });
  const replies = Promise.all(Array.from({ length: 8 }, (_, index) => connection.command('GET', index)));
  await commandsSeen(server, 3);
  await pause(20);
  expect(server.commands.filter(([name]) => name === 'GET')).toHaveLength(3);
  expect([connection.full, connection.pending]).toEqual([true, 8]);
  let drained = false;
  const drain = connection.drain().then(() => (drained = true));
  for (let answered = 0; answered < 8; answered++) {
    expect(drained).toBe(false);
    server.say(`:${answered}\r\n`);
    await commandsSeen(server, Math.min(8, answered + 4));
    if (answered < 5) await pause(1);
  }
  expect(await replies).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  await drain;
  expect(connection.full).toBe(false);
  await connection.close();
});

test('at the high-water mark it rejects where that was chosen', async () => {
  await using server = await slowServer();
  const connection = await createConnection({
    endpoint: server.endpoint,
    highWaterMark: { commands: 1 },
    whenFull: 'reject',
    ...quiet,
  });
  const first = connection.command('GET', 'a');
  await expect(connection.command('GET', 'b')).rejects.toMatchObject({ code: 'FULL', sent: false });
  await commandsSeen(server, 1);
  server.say('+x\r\n');
  expect(await first).toBe('x');
  await connection.close();
});

test('the bytes of commands count as well', async () => {
  await using server = await FakeRedis.listening();
  const connection = await createConnection({
    endpoint: server.endpoint,
    highWaterMark: { bytes: 1000 },
    ...quiet,
  });
  const first = connection.command('SET', 'a', 'x'.repeat(2000));
  expect(connection.full).toBe(true);
  await expect(Promise.all([first, connection.command('SET', 'b', 'x')])).resolves.toEqual(['OK', 'OK']);
  expect(connection.full).toBe(false);
  await connection.close();
});

test('a mark that would let nothing through is refused', async () => {
  const endpoint = { host: '127.0.0.1', port: 1 };
  await expect(createConnection({ endpoint, highWaterMark: { commands: 0 } })).rejects.toThrow(RangeError);
  await expect(createConnection({ endpoint, highWaterMark: { bytes: NaN } })).rejects.toThrow(RangeError);
});

test('a late command is rejected at its own deadline, and its reply is not taken for the next', async () => {
  await using server = await slowServer();
  const connection = await createConnection({ endpoint: server.endpoint, timeout: 5000, ...quiet });
  const began = performance.now();
  const late = connection.request(['GET', 'late'], { timeout: 60 });
  const next = connection.command('GET', 'next');
  await expect(late).rejects.toMatchObject({ code: 'TIMEOUT', sent: true });
  expect(performance.now() - began).toBeGreaterThanOrEqual(59);
  server.say('+for late\r\n+for next\r\n');
  expect(await next).toBe('for next');
  await connection.close();
});

test('a command that is late before there was room for it was not sent', async () => {
  await using server = await slowServer();
  const connection = await createConnection({
    endpoint: server.endpoint,
    highWaterMark: { commands: 1 },
    ...quiet,
  });
  const first = connection.command('GET', 'a');
  await expect(connection.request(['GET', 'b'], { timeout: 30 })).rejects.toMatchObject({
    code: 'TIMEOUT',
    sent: false,
  });
  server.say('+a\r\n');
  expect(await first).toBe('a');
  expect(server.commands.filter(([name]) => name === 'GET')).toHaveLength(1);
  await connection.close();
});

test('a silent server is given up, with every command unanswered', async () => {
  await using server = await slowServer();
  const connection = await createConnection({ endpoint: server.endpoint, stall: 80, ...quiet });
  const began = performance.now();
  const outcome = connection.command('GET', 'a');
  await expect(outcome).rejects.toMatchObject({ code: 'LOST', sent: true, message: /silent for/ });
  expect(performance.now() - began).toBeGreaterThanOrEqual(79);
  expect(connection.open).toBe(false);
});

test('a command given up does not make a silent server look alive', async () => {
  await using server = await slowServer();
  const connection = await createConnection({ endpoint: server.endpoint, stall: 100, ...quiet });
  await expect(connection.request(['GET', 'a'], { timeout: 20 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  while (connection.open) await pause(5);
  await expect(connection.command('GET', 'b')).rejects.toMatchObject({ code: 'CLOSED' });
});

test('a blocking command may be silent, and what is behind it has its own deadline', async () => {
  await using server = await slowServer();
  const connection = await createConnection({ endpoint: server.endpoint, stall: 40, ...quiet });
  const blocking = connection.request(['GET', 'blocking'], { timeout: 0 });
  await expect(connection.request(['GET', 'behind'], { timeout: 120 })).rejects.toMatchObject({
    code: 'TIMEOUT',
  });
  expect(connection.open).toBe(true);
  server.say('+at last\r\n+behind\r\n');
  expect(await blocking).toBe('at last');
  await connection.close();
});

test('an idle connection is not silent', async () => {
  await using server = await slowServer();
  const connection = await createConnection({ endpoint: server.endpoint, stall: 30, timeout: 30, ...quiet });
  await pause(120);
  expect(await connection.command('PING')).toBe('OK');
  await connection.close();
});

test('a signal gives a command up: not sent while it waited for room, unknown after', async () => {
  await using server = await slowServer();
  const connection = await createConnection({
    endpoint: server.endpoint,
    highWaterMark: { commands: 1 },
    ...quiet,
  });
  const controller = new AbortController();
  const { signal } = controller;
  const first = connection.request(['GET', 'a'], { signal });
  const second = connection.request(['GET', 'b'], { signal });
  await commandsSeen(server, 1);
  controller.abort(new Error('changed my mind'));
  await expect(first).rejects.toMatchObject({ code: 'ABORTED', sent: true, message: /changed my mind/ });
  await expect(second).rejects.toMatchObject({ code: 'ABORTED', sent: false });
  await expect(connection.request(['GET', 'c'], { signal })).rejects.toMatchObject({
    code: 'ABORTED',
    sent: false,
  });
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  const third = connection.command('GET', 'd');
  server.say('+for a\r\n');
  await commandsSeen(server, 2);
  server.say('+for d\r\n');
  expect(await third).toBe('for d');
  expect(server.commands.filter(([name]) => name === 'GET').map(([, key]) => key)).toEqual(['a', 'd']);
  await connection.close();
});

test('a signal is not listened to any longer than its command takes', async () => {
  await using server = await FakeRedis.listening();
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  const { signal } = new AbortController();
  const command = connection.request(['PING'], { signal });
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  expect(await command).toBe('OK');
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  await connection.close();
});
