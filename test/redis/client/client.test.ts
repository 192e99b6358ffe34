import { expect, test } from 'vitest';
import { createClient, type Endpoint, type Locator } from '../../../src/redis/index.ts';
import { FakeRedis, silence } from '../../support/fake-redis.ts';

const quick = { announce: false, backoff: { first: 5, longest: 20 } } as const;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Says where it is told to, and notes what it is told. */
class FakeLocator implements Locator {
  readonly failures: string[] = [];
  asked = 0;
  where: () => Endpoint;

  constructor(where: () => Endpoint) {
    this.where = where;
  }

  locate(): Promise<Endpoint> {
    this.asked++;
    return new Promise((resolve) => {
      resolve(this.where());
    });
  }

  failed(_: Endpoint | undefined, error: Error): void {
    this.failures.push(error.message);
  }
}

test('comes back by itself, and what was not sent waits for that', async () => {
  await using server = await FakeRedis.listening(([name]) => (name === 'GET' ? '+v\r\n' : undefined));
  const lost: string[] = [];
  await using client = createClient({
    endpoint: server.endpoint,
    onLost: ({ message }) => lost.push(message),
    ...quick,
  });
  expect(await client.get('k')).toBe('v');
  for (let round = 0; round < 3; round++) {
    server.cut();
    while (client.connection !== undefined) await new Promise(setImmediate);
    expect(await client.get('k')).toBe('v');
  }
  expect(lost).toHaveLength(3);
});

test('keeps the order of commands that waited for a connection', async () => {
  await using server = await FakeRedis.listening();
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  await Promise.all(['a', 'b', 'c'].map((key) => client.set(key, '1')));
  const keys = server.commands.filter(([name]) => name === 'SET').map(([, key]) => key);
  expect(keys).toEqual(['a', 'b', 'c']);
});

test('never sends a command twice: what was on its way is rejected, what waited for room goes on', async () => {
  await using server = await FakeRedis.listening(([name]) => (name === 'INCR' ? silence : undefined));
  await using client = createClient({ endpoint: server.endpoint, highWaterMark: { commands: 2 }, ...quick });
  await client.ready();
  const outcomes = Promise.allSettled(['a', 'b', 'c', 'd'].map((key) => client.incr(key)));
  while (server.commands.filter(([name]) => name === 'INCR').length < 2) await new Promise(setImmediate);
  server.answerWith(([name]) => (name === 'INCR' ? ':1\r\n' : undefined));
  server.cut();
  const told = (await outcomes).map((one) =>
    one.status === 'fulfilled' ? one.value : (one.reason as { code: string; sent: boolean }),
  );
  expect(told).toMatchObject([{ code: 'LOST', sent: true }, { code: 'LOST', sent: true }, 1, 1]);
  const sent = server.commands.filter(([name]) => name === 'INCR').map(([, key]) => key);
  expect(sent).toEqual(['a', 'b', 'c', 'd']);
});

test('a command that finds no connection fails at its deadline, and says why', async () => {
  const locator = new FakeLocator(() => {
    throw new Error('nobody knows');
  });
  await using client = createClient({ locator, timeout: 40, ...quick });
  const error = { code: 'TIMEOUT', sent: false, message: expect.stringContaining('nobody knows') as string };
  await expect(client.get('k')).rejects.toMatchObject(error);
  await expect(client.ready()).rejects.toMatchObject(error);
  await expect(client.with({ signal: AbortSignal.abort() }).get('k')).rejects.toMatchObject({
    code: 'ABORTED',
  });
  await expect(client.with({ timeout: 5 }).get('k')).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(locator.asked).toBeGreaterThan(2);
});

test('with `reject`, no more wait for a connection than the high-water mark', async () => {
  const locator = new FakeLocator(() => {
    throw new Error('nobody knows');
  });
  const client = createClient({ locator, whenFull: 'reject', highWaterMark: { commands: 1 }, ...quick });
  const first = expect(client.get('a')).rejects.toMatchObject({ code: 'CLOSED', sent: false });
  await expect(client.get('b')).rejects.toMatchObject({ code: 'FULL', sent: false });
  await client.close();
  await first;
});

test('a connection that its locator does not accept is not used', async () => {
  await using replica = await FakeRedis.listening();
  await using primary = await FakeRedis.listening();
  const locator: FakeLocator = new FakeLocator(() =>
    locator.failures.length < 2 ? replica.endpoint : primary.endpoint,
  );
  const verify: Locator['verify'] = async (connection) => {
    if ((connection.endpoint as { port: number }).port !== primary.port) throw new Error('a replica');
    await Promise.resolve();
  };
  await using client = createClient({ locator: Object.assign(locator, { verify }), ...quick });
  await client.set('k', 'v');
  expect(locator.failures).toEqual(['a replica', 'a replica']);
  expect(replica.commands.map(([name]) => name)).toEqual(['HELLO', 'HELLO']);
  expect(primary.commands.at(-1)).toEqual(['SET', 'k', 'v']);
});

test('leaves a server when its locator says so of an error', async () => {
  await using old = await FakeRedis.listening(([name]) => (name === 'SET' ? '-READONLY no\r\n' : undefined));
  await using next = await FakeRedis.listening();
  let where = old.endpoint;
  const locator = new FakeLocator(() => where);
  const replied: Locator['replied'] = ({ code }) => (code === 'READONLY' ? 'leave' : 'stay');
  await using client = createClient({ locator: Object.assign(locator, { replied }), ...quick });
  await client.ready();
  where = next.endpoint;
  await expect(client.set('k', '1')).rejects.toMatchObject({ code: 'READONLY' });
  await expect(client.set('k', '2')).resolves.toBe('OK');
  expect(next.commands.at(-1)).toEqual(['SET', 'k', '2']);
  expect(old.sockets.size).toBe(0);
});

test('relocate lets replies come, or does not wait for them', async () => {
  await using old = await FakeRedis.listening(([name]) => (name === 'GET' ? silence : undefined));
  await using next = await FakeRedis.listening();
  let where = old.endpoint;
  await using client = createClient({ locator: new FakeLocator(() => where), ...quick });
  await client.ready();
  const answered = client.get('a');
  while (!old.commands.some(([name]) => name === 'GET')) await new Promise(setImmediate);
  where = next.endpoint;
  client.relocate(new Error('switched'));
  expect(await client.set('k', 'v')).toBe('OK');
  old.say('+late\r\n');
  expect(await answered).toBe('late');
  next.answerWith(([name]) => (name === 'GET' ? silence : undefined));
  const given = client.get('b');
  while (!next.commands.some(([name]) => name === 'GET')) await new Promise(setImmediate);
  client.relocate(new Error('vanished'), 0);
  await expect(given).rejects.toMatchObject({ code: 'LOST', sent: true, message: /vanished/ });
  await client.ready();
});

test('the end of a connection that was left does not end the one in use', async () => {
  await using old = await FakeRedis.listening(([name]) => (name === 'GET' ? silence : undefined));
  await using next = await FakeRedis.listening();
  let where = old.endpoint;
  const locator = new FakeLocator(() => where);
  await using client = createClient({ locator, ...quick });
  await client.ready();
  const left = expect(client.get('a')).rejects.toMatchObject({ code: 'CLOSED', sent: true });
  await pause(5);
  where = next.endpoint;
  client.relocate(new Error('switched'), 60);
  const used = await client.ready();
  await left;
  await pause(20);
  expect(client.connection).toBe(used);
  expect(locator.asked).toBe(2);
});

test('close ends it whatever it is doing', async () => {
  const others = openSockets();
  await using silent = await FakeRedis.listening(() => silence);
  const connecting = createClient({ endpoint: silent.endpoint, ...quick });
  while (silent.sockets.size === 0) await new Promise(setImmediate);
  const waiting = expect(connecting.get('k')).rejects.toMatchObject({ code: 'CLOSED', sent: false });
  await connecting.close();
  await waiting;
  await expect(connecting.get('k')).rejects.toMatchObject({ code: 'CLOSED' });
  await expect(connecting.ready()).rejects.toMatchObject({ code: 'CLOSED' });
  const pausing = createClient({ endpoint: { host: '127.0.0.1', port: 1 }, backoff: { first: 60_000 } });
  await pause(30);
  await pausing.close();
  // Sockets of other test files in this process may close meanwhile.
  expect(openSockets()).toBeLessThanOrEqual(others + silent.sockets.size);
});

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => /TCPSocket|TCPConnect/.test(name)).length;
}

test('a bad option is refused at once', () => {
  expect(() => createClient({ url: 'http://x' })).toThrow(TypeError);
  expect(() => createClient({ highWaterMark: { commands: 0 } })).toThrow(RangeError);
});
