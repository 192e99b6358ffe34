import { medianOf } from './statistics.ts';
import type { Subject } from './subject.ts';

/** What is measured: a number per round for each client. */
export interface Mode {
  readonly id: string;
  readonly title: string;
  readonly unit: 'commands/s' | 'us p50';
  /** Bytes of the values; they are there before it begins. */
  readonly valueBytes: number;
  /** Works for about `ms`; resolves with how many commands that was, or undefined where a client has no such form. */
  readonly run: (subject: Subject, value: string, ms: number) => Promise<Work> | undefined;
  /** What redis-benchmark runs beside it. */
  readonly tool?: readonly string[];
  /** Ours against another, by its name: at least this (at most, for a latency). */
  readonly reach: Readonly<Record<string, number>>;
}

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
    valueBytes: 64,
    run: (subject, value, ms) => bursts(256, ms, (index) => subject.set(keyOf(index), value)),
    tool,
    reach: { 'redis-benchmark': 1.1, 'node-redis': 1.4, ioredis: 3 },
  },
  {
    id: 'set-1024',
    title: 'SET 64 B, a promise each, 1024 in flight',
    unit: 'commands/s',
    valueBytes: 64,
    run: (subject, value, ms) => bursts(1024, ms, (index) => subject.set(keyOf(index), value)),
    tool,
    reach: { 'redis-benchmark': 1.5, 'node-redis': 2, ioredis: 3 },
  },
  {
    id: 'batch',
    title: 'SET 64 B, in bulk',
    unit: 'commands/s',
    valueBytes: 64,
    run: (subject, value, ms) => bulk(subject, value, ms),
    tool,
    reach: { 'redis-benchmark': 1.5 },
  },
  {
    id: 'get-64',
    title: 'GET 64 B, a promise each, 256 in flight',
    unit: 'commands/s',
    valueBytes: 64,
    run: (subject, _, ms) => bursts(256, ms, (index) => subject.get(keyOf(index))),
    reach: { 'node-redis': 1.4 },
  },
  {
    id: 'get-16k',
    title: 'GET 16 KiB, a promise each, 256 in flight',
    unit: 'commands/s',
    valueBytes: 16 * 1024,
    run: (subject, _, ms) => bursts(256, ms, (index) => subject.get(keyOf(index))),
    reach: { 'node-redis': 1.1 },
  },
  {
    id: 'one',
    title: 'SET 64 B, one at a time',
    unit: 'us p50',
    valueBytes: 64,
    run: (subject, value, ms) => oneByOne(ms, (index) => subject.set(keyOf(index), value)),
    reach: { ioredis: 1.05 },
  },
];

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

function bulk(subject: Subject, value: string, ms: number): Promise<Work> | undefined {
  if (subject.bulkSet === undefined) return undefined;
  const set = subject.bulkSet.bind(subject);
  return (async () => {
    const end = performance.now() + ms;
    let commands = 0;
    for (; performance.now() < end; commands += bulkSize) await set(bulkSize, keyOf, value);
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
