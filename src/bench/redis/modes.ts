import { medianOf } from './statistics.ts';
import type { Subject } from './subject.ts';

/** What is measured: a number per round for each client. */
export interface Mode {
  readonly id: string;
  readonly title: string;
  readonly unit: 'commands/s' | 'us p50';
  /** Who takes part. */
  readonly cast: Cast;
  /** Bytes of the values; they are there before it begins. */
  readonly valueBytes: number;
  /** Works for about `ms`; resolves with how many commands that was, or undefined where a client has no such form. */
  readonly run: (subject: Subject, value: string, ms: number) => Promise<Work> | undefined;
  /** What redis-benchmark runs beside it. */
  readonly tool?: readonly string[];
  /** Ours against another, by its name: at least this (at most, for a latency). */
  readonly reach: Readonly<Record<string, number>>;
}

/**
 * All clients; those with a form for many commands, and a bare socket; all as they are when one command at a time is
 * asked; ours with each acknowledgement.
 */
export type Cast = 'all' | 'bulk' | 'single' | 'acks';

export interface Work {
  readonly commands: number;
  /** The number that counts where it is not commands a second. */
  readonly p50?: number;
}

/** As many keys as stay in a server's cache: the client is measured, not the server's memory. */
const keyCount = 1024;
const keys = Array.from({ length: keyCount }, (_, index) => `bench:${String(index).padStart(6, '0')}`);

export const keyOf = (index: number): string => keys[index % keyCount] ?? '';
export const allKeys: readonly string[] = keys;

const tool = ['-t', 'set', '-d', '64', '-P', '64', '-c', '4'];

/** In the order of the table. The numbers to reach are the project's own. */
export const modes: readonly Mode[] = [
  {
    id: 'set-256',
    title: 'SET 64 B, a promise each, 256 in flight',
    unit: 'commands/s',
    cast: 'all',
    valueBytes: 64,
    run: (subject, value, ms) => inFlight(256, ms, (index) => subject.set(keyOf(index), value)),
    tool,
    reach: { 'redis-benchmark': 1.1, 'node-redis': 1.4, ioredis: 3 },
  },
  {
    id: 'set-1024',
    title: 'SET 64 B, a promise each, 1024 in flight',
    unit: 'commands/s',
    cast: 'all',
    valueBytes: 64,
    run: (subject, value, ms) => inFlight(1024, ms, (index) => subject.set(keyOf(index), value)),
    tool,
    reach: { 'redis-benchmark': 1.5, 'node-redis': 2, ioredis: 3 },
  },
  {
    id: 'batch',
    title: 'SET 64 B, in bulk',
    unit: 'commands/s',
    cast: 'bulk',
    valueBytes: 64,
    run: (subject, value, ms) => bulk(subject, value, ms),
    tool,
    reach: { 'redis-benchmark': 1.5 },
  },
  {
    id: 'set-burst',
    title: 'SET 64 B, a promise each, bursts of 256, the next one when all of one are answered',
    unit: 'commands/s',
    cast: 'all',
    valueBytes: 64,
    run: (subject, value, ms) => bursts(256, ms, (index) => subject.set(keyOf(index), value)),
    tool,
    reach: {},
  },
  {
    id: 'get-64',
    title: 'GET 64 B, a promise each, 256 in flight',
    unit: 'commands/s',
    cast: 'all',
    valueBytes: 64,
    run: (subject, _, ms) => inFlight(256, ms, (index) => subject.get(keyOf(index))),
    reach: { 'node-redis': 1.4 },
  },
  {
    id: 'get-16k',
    title: 'GET 16 KiB, a promise each, 256 in flight',
    unit: 'commands/s',
    cast: 'all',
    valueBytes: 16 * 1024,
    run: (subject, _, ms) => inFlight(256, ms, (index) => subject.get(keyOf(index))),
    reach: { 'node-redis': 1.1 },
  },
  {
    id: 'one',
    title: 'SET 64 B, one at a time',
    unit: 'us p50',
    cast: 'single',
    valueBytes: 64,
    run: (subject, value, ms) => oneByOne(ms, (index) => subject.set(keyOf(index), value)),
    reach: { ioredis: 1.05 },
  },
  ackMode(1024),
  ackMode(16_384),
];

/** Batches one after the other, with and without a replica's word; the server has two replicas then. */
function ackMode(size: number): Mode {
  return {
    id: `ack-${size}`,
    title: `SET 64 B, batches of ${size}, acknowledged`,
    unit: 'commands/s',
    cast: 'acks',
    valueBytes: 64,
    run: (subject, value, ms) => bulk(subject, value, ms, size),
    reach: { [ackName('primary')]: 0.7 },
  };
}

export function ackName(ack: 'primary' | 'replica'): string {
  return `ack: '${ack}'`;
}

/**
 * So many on their way as redis-benchmark has them with -P 64 -c 4: four bursts, each of which waits for its own
 * replies only, so that neither side ever waits for the other to have finished with all.
 */
async function inFlight(
  count: number,
  ms: number,
  command: (index: number) => Promise<unknown>,
): Promise<Work> {
  const all = await Promise.all(Array.from({ length: 4 }, () => bursts(count / 4, ms, command)));
  return { commands: all.reduce((sum, { commands }) => sum + commands, 0) };
}

/** All of a burst is issued in one tick, and the next one when all have been answered. */
async function bursts(size: number, ms: number, command: (index: number) => Promise<unknown>): Promise<Work> {
  const end = performance.now() + ms;
  let commands = 0;
  while (performance.now() < end) {
    const burst = new Array<Promise<unknown>>(size);
    for (let i = 0; i < size; i++) burst[i] = command(commands + i);
    await Promise.all(burst);
    commands += size;
  }
  return { commands };
}

/** Commands of one call of `bulk`: about a tenth of a second. */
const bulkSize = 65_536;

function bulk(subject: Subject, value: string, ms: number, size = bulkSize): Promise<Work> | undefined {
  if (subject.bulkSet === undefined) return undefined;
  const set = subject.bulkSet.bind(subject);
  return (async () => {
    const end = performance.now() + ms;
    let commands = 0;
    for (; performance.now() < end; commands += size) await set(size, keyOf, value);
    return { commands };
  })();
}

async function oneByOne(ms: number, command: (index: number) => Promise<unknown>): Promise<Work> {
  const end = performance.now() + ms;
  const took: number[] = [];
  for (let began = performance.now(); began < end;) {
    await command(took.length);
    const now = performance.now();
    took.push((now - began) * 1000);
    began = now;
  }
  return { commands: took.length, p50: medianOf(took) };
}
