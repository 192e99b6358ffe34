import { expect, test } from 'vitest';
import {
  createConnection,
  type Reply,
  type ReplyError,
  type UnansweredError,
} from '../../../src/redis/index.ts';
import { FakeRedis, greeting, silence } from '../../support/fake-redis.ts';

const quiet = { announce: false } as const;

test('commands of a tick leave in one write, and replies settle in order', async () => {
  await using server = await FakeRedis.listening(([name, text]) =>
    name === 'ECHO' ? `+${text!}\r\n` : undefined,
  );
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  const before = server.chunks.length;
  const settled: Reply[] = [];
  const all = ['a', 'b', 'c'].map(async (text) => settled.push(await connection.command('ECHO', text)));
  await Promise.all(all);
  expect(settled).toEqual(['a', 'b', 'c']);
  expect(server.chunks.slice(before)).toEqual([
    ['a', 'b', 'c'].map((text) => `*2\r\n$4\r\nECHO\r\n$1\r\n${text}\r\n`).join(''),
  ]);
  await connection.close();
});

test('what is more than a few kilobytes leaves in several writes, so that the server begins early', async () => {
  await using server = await FakeRedis.listening();
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  const writes: number[] = [];
  connection.beforeFlush = (bytes) => void writes.push(bytes);
  const value = 'x'.repeat(1000);
  await Promise.all(Array.from({ length: 200 }, (_, index) => connection.command('SET', index, value)));
  // 8, 16, 32 and 64 KiB, 64 again, and the rest at the end of the tick.
  expect(writes.map((bytes) => Math.floor(bytes / 8192))).toEqual([1, 2, 4, 8, 8, 2]);
  writes.length = 0;
  await Promise.all([1, 2, 3].map((index) => connection.command('SET', index, value)));
  expect(writes).toHaveLength(1);
  await connection.close();
});

test('what promises issue later in the same tick leaves in that write as well', async () => {
  await using server = await FakeRedis.listening();
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  // Writes are counted here: the server may read two at once.
  let writes = 0;
  connection.beforeFlush = () => {
    writes++;
  };
  const later = async (hops: number): Promise<Reply> => {
    for (let hop = 0; hop < hops; hop++) await Promise.resolve();
    return connection.command('PING');
  };
  await Promise.all([0, 1, 5, 20].map(later));
  expect(writes).toBe(1);
  await connection.close();
});

test('an error reply rejects its own command, and is told', async () => {
  await using server = await FakeRedis.listening(([name]) =>
    name === 'GET' ? '-WRONGTYPE not that\r\n' : undefined,
  );
  const told: string[] = [];
  const onErrorReply = ({ code }: ReplyError): void => void told.push(code);
  const connection = await createConnection({ endpoint: server.endpoint, onErrorReply, ...quiet });
  const [set, get, again] = await Promise.allSettled([
    connection.command('SET', 'k', 'v'),
    connection.command('GET', 'k'),
    connection.command('SET', 'k', 'v'),
  ]);
  expect([set.status, again.status]).toEqual(['fulfilled', 'fulfilled']);
  expect(get).toMatchObject({
    reason: { name: 'ReplyError', code: 'WRONGTYPE', message: 'WRONGTYPE not that' },
  });
  expect(told).toEqual(['WRONGTYPE']);
  await connection.close();
});

test('what is no argument rejects with a TypeError and disturbs nobody', async () => {
  await using server = await FakeRedis.listening();
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  const bad = connection.command('SET', 'k', undefined as unknown as string);
  const good = connection.command('SET', 'k', 'v');
  await expect(bad).rejects.toThrow(TypeError);
  await expect(good).resolves.toBe('OK');
  await connection.close();
});

test('a lost connection tells of each command whether it was sent', async () => {
  await using server = await FakeRedis.listening(([name]) => (name === 'GET' ? silence : undefined));
  const ends: (Error | undefined)[] = [];
  const connection = await createConnection({
    endpoint: server.endpoint,
    highWaterMark: { commands: 2 },
    onEnd: (error) => void ends.push(error),
    ...quiet,
  });
  const commands = ['a', 'b', 'c', 'd'].map((key) => connection.command('GET', key));
  const outcomes = Promise.allSettled(commands);
  while (!server.commands.some(([, key]) => key === 'b')) await new Promise(setImmediate);
  server.cut();
  const sent = (await outcomes).map(
    (one) => one.status === 'rejected' && (one.reason as UnansweredError).sent,
  );
  expect(sent).toEqual([true, true, false, false]);
  expect(ends).toHaveLength(1);
  expect(connection.open).toBe(false);
  await expect(connection.command('GET', 'e')).rejects.toMatchObject({ code: 'CLOSED', sent: false });
});

test('a command that was issued in the tick of the loss was not sent', async () => {
  await using server = await FakeRedis.listening();
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  const command = connection.command('INCR', 'n');
  void connection.destroy(new Error('enough'));
  await expect(command).rejects.toMatchObject({ code: 'LOST', sent: false, message: /enough/ });
});

test('bytes that are no RESP end the connection with a named error', async () => {
  await using server = await FakeRedis.listening(([name]) =>
    name === 'GET' ? 'HTTP/1.1 200 OK\r\n' : undefined,
  );
  const ended = new Promise<Error | undefined>((onEnd) => {
    void createConnection({ endpoint: server.endpoint, onEnd, ...quiet }).then((connection) => {
      connection.command('GET', 'k').catch(() => undefined);
    });
  });
  expect(await ended).toMatchObject({ name: 'RedisProtocolError' });
});

test('a reply that nobody asked for ends the connection', async () => {
  await using server = await FakeRedis.listening();
  const ended = new Promise<Error | undefined>((onEnd) => {
    void createConnection({ endpoint: server.endpoint, onEnd, ...quiet }).then(() => {
      server.say('+surprise\r\n');
    });
  });
  expect(await ended).toMatchObject({ name: 'RedisProtocolError', message: /nobody asked/ });
});

test('pushes go to their handler and settle nobody', async () => {
  const pushes: unknown[] = [];
  await using server = await FakeRedis.listening(([name]) =>
    name === 'GET' ? '>2\r\n+invalidate\r\n*1\r\n+k\r\n$1\r\nv\r\n' : undefined,
  );
  const onPush = (items: readonly Reply[]): void => void pushes.push(items);
  const connection = await createConnection({ endpoint: server.endpoint, onPush, ...quiet });
  expect(await connection.command('GET', 'k')).toBe('v');
  expect(pushes).toEqual([['invalidate', ['k']]]);
  await connection.close();
});

test('beforeFlush adds to the very write', async () => {
  await using server = await FakeRedis.listening();
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  const waits: Promise<Reply>[] = [];
  connection.beforeFlush = () => void waits.push(connection.command('WAIT', 1, 100));
  const before = server.chunks.length;
  await Promise.all([connection.command('SET', 'a', '1'), connection.command('SET', 'b', '2')]);
  await Promise.all(waits);
  expect(server.commands.slice(-3).map(([name]) => name)).toEqual(['SET', 'SET', 'WAIT']);
  expect(server.chunks.length - before).toBe(1);
  connection.beforeFlush = undefined;
  await connection.close();
});

test('many commands with one place settle one by one, errors among them', async () => {
  await using server = await FakeRedis.listening(([name, key]) =>
    name === 'GET' && key === 'b' ? '-ERR b\r\n' : undefined,
  );
  const connection = await createConnection({ endpoint: server.endpoint, ...quiet });
  const heard: string[] = [];
  connection.sendMany(
    ['a', 'b', 'c'].map((key) => ['GET', key]),
    (value) => void heard.push(value as string),
    (error) => void heard.push(error.message),
  );
  await connection.command('PING');
  expect(heard).toEqual(['OK', 'ERR b', 'OK']);
  await connection.close();
});

test('a greeting logs in, names itself and selects', async () => {
  await using server = await FakeRedis.listening();
  const connection = await createConnection({
    endpoint: server.endpoint,
    username: 'app',
    password: 'pässword',
    name: 'me',
    database: 3,
  });
  const login = Buffer.from('pässword').toString('latin1');
  expect(server.commands).toEqual([
    ['HELLO', '3', 'AUTH', 'app', login, 'SETNAME', 'me'],
    ['CLIENT', 'SETINFO', 'LIB-NAME', 'holdfast'],
    ['SELECT', '3'],
  ]);
  expect([connection.protocol, connection.server.get('server')]).toEqual([3, 'fake']);
  await connection.close();
});

test('a server without HELLO is greeted as of old', async () => {
  await using server = await FakeRedis.listening(([name]) =>
    name === 'HELLO' ? "-ERR unknown command 'HELLO'\r\n" : undefined,
  );
  const connection = await createConnection({ endpoint: server.endpoint, password: 'p', name: 'me' });
  expect(server.commands.slice(1, 3)).toEqual([
    ['AUTH', 'p'],
    ['CLIENT', 'SETNAME', 'me'],
  ]);
  expect(connection.protocol).toBe(2);
  await connection.close();
});

test('a server that refuses says so with its own code', async () => {
  await using server = await FakeRedis.listening(([name]) =>
    name === 'HELLO' ? '-WRONGPASS no\r\n' : greeting,
  );
  const connecting = createConnection({ endpoint: server.endpoint, password: 'x' });
  await expect(connecting).rejects.toMatchObject({ name: 'ReplyError', code: 'WRONGPASS' });
  expect(server.sockets.size).toBeLessThanOrEqual(1);
});
