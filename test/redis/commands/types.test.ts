import { expectTypeOf, test } from 'vitest';
import type { ScanCommands } from '../../../src/redis/commands/scans.ts';
import type { StreamEntry } from '../../../src/redis/commands/streams.ts';
import { createClient, type Client, type Reply, type Scored, type View } from '../../../src/redis/index.ts';

/** What each typed command resolves with, where strings come as `T`; a command that is not in here does not compile. */
interface Replies<T> {
  // strings and counters
  get: T | null;
  set: T | null;
  getSet: T | null;
  getDel: T | null;
  getEx: T | null;
  mget: (T | null)[];
  mset: T;
  msetNx: boolean;
  append: number;
  strlen: number;
  getRange: T;
  setRange: number;
  incr: number | bigint;
  incrBy: number | bigint;
  incrByFloat: number;
  decr: number | bigint;
  decrBy: number | bigint;
  setBit: number;
  getBit: number;
  bitCount: number;
  pfAdd: boolean;
  pfCount: number;
  // keys
  del: number;
  unlink: number;
  exists: number;
  expire: boolean;
  pexpire: boolean;
  expireAt: boolean;
  persist: boolean;
  ttl: number;
  pttl: number;
  type: T;
  rename: T;
  copy: boolean;
  touch: number;
  randomKey: T | null;
  dbSize: number;
  ping: T;
  publish: number;
  // hashes
  hget: T | null;
  hset: number;
  hsetNx: boolean;
  hmget: (T | null)[];
  hgetAll: Map<T, T>;
  hdel: number;
  hexists: boolean;
  hlen: number;
  hkeys: T[];
  hvals: T[];
  hincrBy: number | bigint;
  hincrByFloat: number;
  // lists
  lpush: number;
  rpush: number;
  lpushX: number;
  rpushX: number;
  lpop: T | null;
  rpop: T | null;
  popMany: T[] | null;
  llen: number;
  lrange: T[];
  lindex: T | null;
  lset: T;
  lrem: number;
  ltrim: T;
  linsert: number;
  lmove: T | null;
  // sets
  sadd: number;
  srem: number;
  smembers: T[];
  sismember: boolean;
  smismember: boolean[];
  scard: number;
  spop: T | null;
  srandmember: T | null;
  smove: boolean;
  sinter: T[];
  sunion: T[];
  sdiff: T[];
  // sorted sets
  zadd: number;
  zrem: number;
  zscore: number | null;
  zincrBy: number;
  zcard: number;
  zcount: number;
  zrank: number | null;
  zrevrank: number | null;
  zrange: T[];
  zrangeWithScores: Scored<T>[];
  zremRangeByScore: number;
  zremRangeByRank: number;
  zpopMin: Scored<T>[];
  zpopMax: Scored<T>[];
  // streams
  xadd: T;
  xlen: number;
  xrange: StreamEntry<T>[];
  xread: Map<T, StreamEntry<T>[]>;
  xgroupCreate: T;
  xreadGroup: Map<T, StreamEntry<T>[]>;
  xack: number;
  xdel: number;
  xtrim: number;
  xgroupDestroy: boolean;
  // scripts
  eval: Reply;
  run: Reply;
}

type Scans = 'scan' | 'hscan' | 'sscan' | 'zscan';

type Actual<T extends string | Buffer> = {
  [Name in Exclude<keyof ScanCommands<T>, Scans>]: Awaited<ReturnType<ScanCommands<T>[Name]>>;
};

/** The compiler is what these fail in: `npm run check`. */
test('each typed command resolves with what Redis documents, as text and as bytes', () => {
  expectTypeOf<Actual<string>>().toEqualTypeOf<Replies<string>>();
  expectTypeOf<Actual<Buffer>>().toEqualTypeOf<Replies<Buffer>>();
});

test('iterators give a step of the server at a time', () => {
  expectTypeOf<ReturnType<Client['scan']>>().toEqualTypeOf<AsyncGenerator<string[], void>>();
  expectTypeOf<ReturnType<Client['sscan']>>().toEqualTypeOf<AsyncGenerator<string[], void>>();
  expectTypeOf<ReturnType<Client['zscan']>>().toEqualTypeOf<AsyncGenerator<Scored<string>[], void>>();
  expectTypeOf<ReturnType<Client['hscan']>>().toEqualTypeOf<
    AsyncGenerator<(readonly [string, string])[], void>
  >();
});

test('a view has the types of its shape', async () => {
  const client = createClient({ endpoint: { host: '127.0.0.1', port: 1 } });
  expectTypeOf(client.with({ shape: 'buffer' })).toEqualTypeOf<View<Buffer>>();
  expectTypeOf(client.with({ timeout: 50 })).toEqualTypeOf<View<string>>();
  await client.close(0);
});

test('what is no argument does not compile', () => {
  type Word = Parameters<Client['set']>[1];
  expectTypeOf<Word>().toEqualTypeOf<string | number | bigint | Uint8Array>();
  expectTypeOf<null>().not.toExtend<Word>();
  expectTypeOf<boolean>().not.toExtend<Word>();
});
