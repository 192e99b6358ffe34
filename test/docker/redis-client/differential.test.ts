import { connect } from 'node:net';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createConnection,
  ReplyError,
  type Argument,
  type Connection,
  type Reply,
} from '../../../src/redis/index.ts';
import { Outgoing } from '../../../src/redis/protocol/outgoing.ts';
import { cut, read } from '../../redis/protocol/reading.ts';
import { buildImage, RealServer } from './server.ts';

let server: RealServer;
let reference: Redis;
let two: Connection;
let three: Connection;

beforeAll(async () => {
  await buildImage();
  server = await RealServer.started(['--enable-debug-command', 'yes']);
  reference = new Redis({ port: server.port, protocol: 2 });
  two = await createConnection({ endpoint: server.endpoint, protocol: 2 });
  three = await createConnection({ endpoint: server.endpoint });
}, 240_000);

afterAll(async () => {
  await Promise.all([two.close(), three.close(), reference.quit()]);
  await server[Symbol.asyncDispose]();
});

/** Few keys, so that commands meet each other's data and fail on its type. */
const key = fc.constantFrom<Argument>('a', 'b', 'ключ', Buffer.from([0, 255, 13, 10]));
// No integers beyond 2^53: ioredis rounds those.
const value = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.uint8Array({ minLength: 2040, maxLength: 2060 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.integer(),
  fc.constantFrom('\r\n$-1\r\n', 'x'.repeat(70_000), ''),
);
const score = fc.oneof(fc.integer(), fc.double({ noNaN: true }));

const command: fc.Arbitrary<readonly Argument[]> = fc.oneof(
  fc.tuple(fc.constant('SET'), key, value),
  fc.tuple(
    fc.constantFrom('GET', 'INCR', 'DEL', 'STRLEN', 'TYPE', 'LLEN', 'SMEMBERS', 'HGETALL', 'LPOP'),
    key,
  ),
  fc.tuple(
    fc.constantFrom('APPEND', 'LPUSH', 'RPUSH', 'SADD', 'SISMEMBER', 'HGET', 'INCRBY', 'ZSCORE'),
    key,
    value,
  ),
  fc.tuple(fc.constant('HSET'), key, value, value),
  fc.tuple(fc.constant('ZADD'), key, score, value),
  fc.tuple(fc.constant('ZINCRBY'), key, fc.integer(), value),
  fc.tuple(fc.constantFrom('LRANGE', 'ZRANGE'), key, fc.constant('0'), fc.constant('-1')),
  fc.tuple(fc.constant('MGET'), key, key, key),
  fc.constantFrom<readonly Argument[]>(
    ['NOSUCHCOMMAND', 'x'],
    ['GET'],
    ['EVAL', 'return {1,{2,{"x",false}},redis.error_reply("MY own")}', 0],
  ),
);

test('answers as ioredis does, to any commands with any bytes, as text and as bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { maxLength: 25 }),
      fc.constantFrom('text', 'buffer'),
      async (commands, shape) => {
        const theirs = await run(commands, (words) => asked(words, shape));
        const ours = await run(commands, (words) => two.request(words, { shape }));
        expect(ours).toEqual(theirs);
      },
    ),
    { numRuns: 150 },
  );
});

test('means the same in RESP3', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 25 }), async (commands) => {
      const theirs = await run(commands, (words) => asked(words, 'buffer'));
      const ours = await run(commands, (words) => three.request(words, { shape: 'buffer' }));
      expect(ours.map(flat)).toEqual(theirs.map(flat));
    }),
    { numRuns: 150 },
  );
});

describe('reads every type that a real server can send', () => {
  test.each<readonly [string, Reply]>([
    ['string', 'Hello World'],
    ['integer', 12345],
    ['double', 3.141],
    ['null', null],
    ['array', [0, 1, 2]],
    ['set', new Set([0, 1, 2])],
    [
      'map',
      new Map<Reply, Reply>([
        [0, false],
        [1, true],
        [2, false],
      ]),
    ],
    ['verbatim', 'This is a verbatim\nstring'],
    ['true', true],
    ['false', false],
    ['bignum', 1234567999999999999999999999999999999n],
    ['attrib', 'Some real reply following the attribute'],
  ])('%s', async (type, value) => {
    expect(await three.command('DEBUG', 'PROTOCOL', type)).toEqual(value);
  });

  test('push', async () => {
    const pushes: unknown[] = [];
    const onPush = (items: readonly Reply[]): void => void pushes.push(items);
    const connection = await createConnection({ endpoint: server.endpoint, onPush });
    // It sends the push and no reply at all.
    connection.command('DEBUG', 'PROTOCOL', 'push').catch(() => undefined);
    while (pushes.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(pushes).toEqual([['server-cpu-usage', 42]]);
    await connection.destroy();
  });

  test('a value of many megabytes, both ways', async () => {
    const large = Buffer.alloc(40 * 1024 * 1024, 'äöü\0\r\n');
    await three.command('SET', 'large', large);
    const back = await three.request(['GET', 'large'], { shape: 'buffer' });
    expect(large.equals(back as Buffer)).toBe(true);
    await three.command('DEL', 'large');
  });
});

test('reads what a real server sends the same, cut into two at every byte and a byte at a time', async () => {
  const types = ['set', 'map', 'double', 'bignum', 'verbatim', 'attrib', 'null', 'true', 'array'];
  const bytes = await spoken([
    ['HELLO', 3],
    ['FLUSHALL'],
    ['HSET', 'h', 'é', 'ü', 'b', Buffer.from([0, 13, 10, 255])],
    ['HGETALL', 'h'],
    ['GET', 'h'],
    ['GET', 'nothing'],
    ['ZADD', 'z', 1.5, 'a', Infinity, 'b'],
    ['ZRANGE', 'z', 0, -1, 'WITHSCORES'],
    ['MULTI'],
    ['INCR', 'n'],
    ['EXEC'],
    ...types.map((type) => ['DEBUG', 'PROTOCOL', type]),
    ['COMMAND', 'INFO', 'GET', 'nosuch'],
    ['PING', 'the end'],
  ]);
  const whole = read([bytes]);
  expect(whole.replies.at(-1)).toBe('the end');
  expect(whole.replies).toHaveLength(13 + types.length);
  for (let place = 0; place <= bytes.length; place++)
    expect(read(cut(bytes, [place])), `cut at ${place}`).toEqual(whole);
  const all = Array.from(bytes, (_, index) => index);
  expect(read(cut(bytes, all))).toEqual(whole);
});

/** The bytes that a server answers with, up to the reply to a last PING. */
async function spoken(commands: readonly (readonly Argument[])[]): Promise<Buffer> {
  const socket = connect(server.port, '127.0.0.1');
  const out = new Outgoing();
  out.addAll(commands);
  for (const piece of out.take()) socket.write(piece, 'latin1');
  const chunks: Buffer[] = [];
  for await (const chunk of socket) {
    chunks.push(chunk as Buffer);
    if (Buffer.concat(chunks).toString('latin1').endsWith('the end\r\n')) break;
  }
  socket.destroy();
  return Buffer.concat(chunks);
}

/** ioredis' own reply, an error as a value. */
async function asked([name, ...rest]: readonly Argument[], shape: 'text' | 'buffer'): Promise<unknown> {
  // ioredis knows no bigints and turns Infinity into a word of its own.
  const words = rest.map((word) => (word instanceof Uint8Array ? Buffer.from(word) : numberWord(word)));
  return shape === 'text'
    ? reference.call(name as string, words)
    : reference.callBuffer(name as string, words);
}

function numberWord(word: Argument): string {
  if (word === Infinity) return 'inf';
  return word === -Infinity ? '-inf' : String(word);
}

/** From an empty server on; an error becomes its text. */
async function run(
  commands: readonly (readonly Argument[])[],
  ask: (words: readonly Argument[]) => Promise<unknown>,
): Promise<unknown[]> {
  await reference.flushall();
  const outcomes = await Promise.allSettled(commands.map(ask));
  return outcomes.map((one) => comparable(one.status === 'fulfilled' ? one.value : one.reason));
}

function comparable(value: unknown): unknown {
  if (value instanceof Error) return `error: ${value.message}`;
  return Array.isArray(value) ? value.map(comparable) : value;
}

/** RESP3's types as RESP2 would have sent them; numbers by their value. */
function flat(value: unknown): unknown {
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].flat().map(flat);
  if (value instanceof Set || Array.isArray(value)) return [...(value as Iterable<unknown>)].map(flat);
  if (typeof value === 'number') return value;
  const text = Buffer.isBuffer(value) ? value.toString('latin1') : value;
  const number = typeof text === 'string' ? scoreIn(text) : undefined;
  return number ?? text;
}

function scoreIn(text: string): number | undefined {
  if (/^-?inf$/.test(text)) return text === 'inf' ? Infinity : -Infinity;
  return text !== '' && /^[-+\d.e]+$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

test('an error inside a reply is a value', async () => {
  const reply = await three.command('EVAL', 'return {1,redis.error_reply("MY own")}', 0);
  expect(reply).toEqual([1, expect.any(ReplyError)]);
});
