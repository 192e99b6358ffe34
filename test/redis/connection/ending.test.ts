import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createConnection } from '../../../src/redis/index.ts';
import { FakeRedis, silence } from '../../support/fake-redis.ts';

const quiet = { announce: false } as const;

/** Timers of the client's code that have neither run nor been cleared; what other files left running has its own. */
const timers = new Set<unknown>();

/** Sockets that another test file in this process still has open. */
let others = 0;

beforeEach(async () => {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  for (let tries = 0; tries < 20 && sockets().length > 0; tries += 1)
    await new Promise((resolve) => set(resolve, 50));
  others = sockets().length;
  timers.clear();
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms: number) => {
    const timer = set(() => {
      timers.delete(timer);
      work();
    }, ms);
    if (new Error().stack?.includes('/src/redis/') === true) timers.add(timer);
    return timer;
  }) as typeof setTimeout);
  vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    timers.delete(timer);
    clear(timer);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** What this process holds open for a connection. */
function leftovers(): { sockets: string[]; timers: number } {
  return { sockets: sockets().slice(others), timers: timers.size };
}

function sockets(): string[] {
  return process.getActiveResourcesInfo().filter((name) => /TCPSocket|TCPConnect|TLS/.test(name));
}

const nothing = { sockets: [], timers: 0 };

test('close waits for every reply, takes no more, and leaves nothing behind', async () => {
  await using server = await FakeRedis.listening(([name]) => (name === 'GET' ? silence : undefined));
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  const replies = Promise.all([connection.command('GET', 'a'), connection.command('GET', 'b')]);
  const closed = connection.close();
  await expect(connection.command('GET', 'c')).rejects.toMatchObject({ code: 'CLOSED', sent: false });
  setTimeout(() => {
    server.say('+a\r\n+b\r\n');
  }, 20);
  expect(await replies).toEqual(['a', 'b']);
  await closed;
  server.cut();
  while (server.sockets.size > 0) await new Promise(setImmediate);
  expect(leftovers()).toEqual(nothing);
});

test('close waits no longer than it was told', async () => {
  await using server = await FakeRedis.listening(([name]) => (name === 'GET' ? silence : undefined));
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  const command = connection.command('GET', 'a');
  const outcome = expect(command).rejects.toMatchObject({ code: 'CLOSED', sent: true });
  await connection.close(30);
  await outcome;
});

test('destroy leaves nothing behind either', async () => {
  await using server = await FakeRedis.listening(([name]) => (name === 'GET' ? silence : undefined));
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  const outcome = expect(connection.command('GET', 'a')).rejects.toMatchObject({ code: 'CLOSED' });
  await connection.destroy();
  await outcome;
  await connection.close();
  while (server.sockets.size > 0) await new Promise(setImmediate);
  expect(leftovers()).toEqual(nothing);
});

test('connecting to nobody rejects, and leaves nothing behind', async () => {
  const free = await freePort();
  const connecting = createConnection({ endpoint: { host: '127.0.0.1', port: free } });
  await expect(connecting).rejects.toMatchObject({ code: 'CONNECT', sent: false, message: /ECONNREFUSED/ });
  expect(leftovers()).toEqual(nothing);
});

test('a server that does not greet is given up in time', async () => {
  await using server = await FakeRedis.listening(() => silence);
  const began = performance.now();
  const connecting = createConnection({ endpoint: server.endpoint, connectTimeout: 60 });
  await expect(connecting).rejects.toMatchObject({ code: 'CONNECT', message: /no greeting within 60 ms/ });
  expect(performance.now() - began).toBeGreaterThanOrEqual(59);
});

test('a signal gives connecting up with its own reason', async () => {
  await using server = await FakeRedis.listening(() => silence);
  const controller = new AbortController();
  const connecting = createConnection({ endpoint: server.endpoint, signal: controller.signal });
  setTimeout(() => {
    controller.abort(new Error('no time'));
  }, 10);
  await expect(connecting).rejects.toThrow('no time');
});

test('a Unix socket is an endpoint like another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-redis-'));
  try {
    const path = join(folder, 'redis.sock');
    await using server = await FakeRedis.listening(() => undefined, path);
    const connection = await createConnection({ endpoint: { path }, ...quiet });
    expect(await connection.command('PING')).toBe('OK');
    expect(server.commands.at(-1)).toEqual(['PING']);
    await connection.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
