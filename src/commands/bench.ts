import { allocatedBy } from '../bench/redis/allocation.ts';
import { bareSocket } from '../bench/redis/bare.ts';
import { ioredis, plainIoredis } from '../bench/redis/ioredis.ts';
import { nodeRedis } from '../bench/redis/node-redis.ts';
import { acknowledged, ours } from '../bench/redis/ours.ts';
import { frugalityOf, type BenchReport } from '../bench/redis/report.ts';
import { renderBench } from '../bench/redis/render.ts';
import { bench, type BenchOptions, type ModeResult } from '../bench/redis/run.ts';
import { namedServer, startServer, type BenchServer } from '../bench/redis/server.ts';
import type { Missing, Subject } from '../bench/redis/subject.ts';
import { findTool } from '../bench/redis/tool.ts';
import { modes, type Mode } from '../bench/redis/modes.ts';
import { StackError } from '../errors.ts';
import type { Outcome } from './outcome.ts';

export interface BenchRedisOptions {
  /** With neither of these a server is started. */
  readonly host?: string;
  readonly port?: string;
  readonly rounds?: string;
  /** Ids of modes with commas between; all unless said. */
  readonly only?: string;
}

interface Context {
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Where a server of our own listens: far from what a stack publishes. */
const ownPort = 7399;

/** Rounds unless said, and the fewest that are accepted. */
const fewestRounds = 5;

/** ms of a client's turn in a mode: long enough for every garbage collector to take part. */
const turn = 400;

/** Our Redis client side by side with its peers. Good when every number that was measured is reached. */
export async function benchRedis(options: BenchRedisOptions, { note, signal }: Context): Promise<Outcome> {
  const rounds = roundsOf(options.rounds);
  const chosen = modesOf(options.only);
  await using server = await serverOf(options);
  const { target } = server;
  const tool = await findTool(server.tools);
  const own = await ours(target);
  const peers = await Promise.all([nodeRedis(target), ioredis(target)]);
  const plain = await plainIoredis(target);
  const acks = [await acknowledged(target, 'replica'), await acknowledged(target, 'primary')];
  const all = [own, ...peers.filter(isThere)];
  const bare = await bareSocket(target);
  const bulk = [...all.filter((subject) => 'bulkSet' in subject), bare];
  const single = [own, ...[peers[0], plain].filter(isThere)];
  const how = { target, casts: { all, bulk, single, acks }, tool, rounds, turn, note, signal };
  try {
    const plainly = await bench({ ...how, modes: chosen.filter(({ cast }) => cast !== 'acks') });
    const allocated = await allocatedBy(all);
    const acknowledging = chosen.filter(({ cast }) => cast === 'acks');
    const result = [...plainly, ...(await benchAcks(server, { ...how, modes: acknowledging }))];
    const missing = [
      ...peers.filter((peer) => !isThere(peer)).map(({ name }) => name),
      ...(tool ? [] : ['redis-benchmark']),
    ];
    const clients = Object.fromEntries([...all, bare, ...acks].map(({ name, note: what }) => [name, what]));
    return outcomeOf({ rounds, clients, missing, modes: result, allocated });
  } finally {
    await Promise.all([...all, bare, ...acks, ...[plain].filter(isThere)].map((subject) => subject.close()));
  }
}

/** With replicas that follow the server, and nothing where none do. */
async function benchAcks(server: BenchServer, options: BenchOptions): Promise<ModeResult[]> {
  if (options.modes.length === 0) return [];
  await using replicas = await server.replicas();
  if (replicas !== undefined) return await bench(options);
  options.note('no replica follows this server: acknowledgements are left out');
  return [];
}

function serverOf({ host, port }: BenchRedisOptions): Promise<BenchServer> {
  if (host === undefined && port === undefined) return startServer(ownPort);
  return Promise.resolve(namedServer({ host: host ?? '127.0.0.1', port: portOf(port ?? '6379') }));
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StackError('usage', `--port: ${text} is no port`);
}

function roundsOf(text = String(fewestRounds)): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= fewestRounds) return rounds;
  throw new StackError('usage', `--rounds: at least ${fewestRounds}`);
}

function modesOf(only: string | undefined): readonly Mode[] {
  const ids = only?.split(',');
  const unknown = ids?.find((id) => !modes.some((mode) => mode.id === id));
  if (unknown === undefined) return modes.filter(({ id }) => ids?.includes(id) ?? true);
  throw new StackError('usage', `--only: there is no mode ${unknown}`, {
    hint: modes.map(({ id }) => id).join(', '),
  });
}

function isThere(subject: Subject | Missing | undefined): subject is Subject {
  return subject !== undefined && !('missing' in subject);
}

function outcomeOf(measured: Omit<BenchReport, 'good' | 'frugal'>): Outcome {
  const frugal = frugalityOf(measured);
  const reached = measured.modes.every(({ rows }) => rows.every((row) => row.reached !== false));
  const report = { good: reached && frugal.cpu && frugal.allocated, frugal, ...measured };
  return { good: report.good, data: { ...report }, lines: renderBench(report) };
}
