import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { stockAnswer, type Answer } from './answer.ts';
import { containIoredis } from './contain-ioredis.ts';
import { keyLife } from './ours.ts';
import type { Place } from './place.ts';

/** A client of somebody else's, as long as the load runs. */
export interface StockClient {
  readonly set: (key: string, value: number) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** ms that an operation has before its writer goes on without it: above the clients' own command time-out. */
export const stockPatience = 2000;

/** ms for closing what may still be looking for a primary. */
const closingLimit = 3000;

/** The settings that every bundle ships as clients/ioredis.mjs. A test holds the two together. */
export function ioredisSettings(place: Place) {
  return {
    sentinels: [...place.sentinels],
    name: place.primaryName,
    role: 'master' as const,
    username: place.username,
    password: place.password,
    sentinelUsername: place.username,
    sentinelPassword: place.password,
    db: place.database,
    connectTimeout: 800,
    commandTimeout: 1500,
    sentinelCommandTimeout: 500,
    retryStrategy: (attempt: number) => Math.min(50 * attempt, 250),
    sentinelRetryStrategy: (attempt: number) => Math.min(50 * attempt, 250),
    failoverDetector: true,
    sentinelReconnectStrategy: () => 1000,
    reconnectOnError: (error: Error) =>
      /^(READONLY|MASTERDOWN|LOADING)/.test(error.message) ? (2 as const) : false,
    natMap: { ...place.addressMap },
  };
}

/** The settings that every bundle ships as clients/node-redis.mjs. */
export function nodeRedisSettings(place: Place) {
  const { username, password, database } = place;
  const reconnectStrategy = (attempt: number): number => Math.min(50 * attempt, 250);
  const socket = { connectTimeout: 800, reconnectStrategy };
  return {
    name: place.primaryName,
    sentinelRootNodes: [...place.sentinels],
    nodeClientOptions: { username, password, database, socket },
    sentinelClientOptions: { username, password, socket },
    scanInterval: 1000,
    maxCommandRediscovers: 64,
    nodeAddressMap: { ...place.addressMap },
  };
}

/** Rejects with the signal's reason when it is not connected by then. */
export async function ioredisClient(
  place: Place,
  now: () => number,
  signal: AbortSignal,
): Promise<StockClient> {
  const { Redis } = await import('ioredis');
  const letGo = containIoredis();
  const client = new Redis({ ...ioredisSettings(place), lazyConnect: true });
  let closed = false;
  const close = (): Promise<void> => {
    closed = true;
    client.disconnect();
    letGo();
    return Promise.resolve();
  };
  // It reports each Sentinel that it passes over; what counts is what becomes of the commands.
  client.on('error', () => undefined);
  await connected(client.connect(), close, signal);
  // It ends for good after some failovers; clients/ioredis.mjs says to go on so.
  client.on('end', () => {
    setTimeout(() => {
      // Closed meanwhile, it would connect for nobody and keep the process.
      if (!closed) client.connect().catch(() => undefined);
    }, 250);
  });
  return { set: (key, value) => stockAnswer(client.set(key, value, 'EX', keyLife), now), close };
}

/** As above; undefined where the package is not installed: it is nothing that a stack needs. */
export async function nodeRedisClient(
  place: Place,
  now: () => number,
  signal: AbortSignal,
): Promise<StockClient | undefined> {
  const loaded = await import('redis').catch(() => undefined);
  if (loaded === undefined) return undefined;
  const client = loaded.createSentinel(nodeRedisSettings(place));
  const close = (): Promise<void> => atMost(closingLimit, client.destroy());
  client.on('error', () => undefined);
  await connected(client.connect(), close, signal);
  return { set: (key, value) => stockAnswer(client.set(key, String(value), { EX: keyLife }), now), close };
}

async function connected(
  connecting: Promise<unknown>,
  close: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const aborted = once(signal, 'abort', { signal: ended.signal }).then(() => {
    throw signal.reason;
  });
  try {
    signal.throwIfAborted();
    await Promise.race([connecting, aborted]);
  } catch (error) {
    connecting.catch(() => undefined);
    await close();
    throw error;
  } finally {
    aborted.catch(() => undefined);
    ended.abort();
  }
}

/** Waits for it, but not longer. */
async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([work.catch(() => undefined), late]);
  over.abort();
}
