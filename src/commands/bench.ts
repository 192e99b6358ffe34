import { ioredis, plainIoredis } from '../bench/redis/ioredis.ts';
import { nodeRedis } from '../bench/redis/node-redis.ts';
import { ours } from '../bench/redis/ours.ts';
import { bench, type BenchResult, type ModeResult, type Row } from '../bench/redis/run.ts';
import { namedServer, startServer, type BenchServer } from '../bench/redis/server.ts';
import type { Missing, Subject } from '../bench/redis/subject.ts';
import { findTool } from '../bench/redis/tool.ts';
import { modes } from '../bench/redis/modes.ts';
import { StackError } from '../errors.ts';
import { table } from '../table.ts';
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
  const only = onlyOf(options.only);
  await using server = await serverOf(options);
  const { target } = server;
  const tool = await findTool(server.tools);
  const own = await ours(target);
  const peers = await Promise.all([nodeRedis(target), ioredis(target)]);
  const plain = await plainIoredis(target);
  const subjects = [own, ...peers.filter(isThere)];
  const single = [own, ...[peers[0], plain].filter(isThere)];
  try {
    const result = await bench({ target, subjects, single, tool, rounds, turn, only, note, signal });
    const missing = [
      ...peers.filter((peer) => !isThere(peer)).map(({ name }) => name),
      ...(tool ? [] : ['redis-benchmark']),
    ];
    return outcomeOf(result, subjects, missing, rounds);
  } finally {
    await Promise.all([...subjects, ...[plain].filter(isThere)].map((subject) => subject.close()));
  }
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

function onlyOf(text: string | undefined): readonly string[] | undefined {
  const ids = text?.split(',');
  const unknown = ids?.find((id) => !modes.some((mode) => mode.id === id));
  if (unknown === undefined) return ids;
  throw new StackError('usage', `--only: there is no mode ${unknown}`, {
    hint: modes.map(({ id }) => id).join(', '),
  });
}

function isThere(subject: Subject | Missing | undefined): subject is Subject {
  return subject !== undefined && !('missing' in subject);
}

function outcomeOf(
  result: BenchResult,
  subjects: readonly Subject[],
  missing: readonly string[],
  rounds: number,
): Outcome {
  const good = result.modes.every(({ rows }) => rows.every(({ reached }) => reached !== false));
  const clients = Object.fromEntries(subjects.map(({ name, note }) => [name, note]));
  return {
    good,
    data: { good, rounds, clients, missing, ...result },
    lines: [...result.modes.flatMap(renderMode), '', ...renderRest(result, subjects, missing, rounds)],
  };
}

function renderMode({ title, unit, rows }: ModeResult): string[] {
  const head = ['', unit, '(min to max)', 'CPU us', 'ours/it', '(min to max)', 'reach'];
  return ['', title, ...table([head, ...rows.map((row) => cells(row, unit))]).map((line) => `  ${line}`)];
}

function cells({ client, value, cpu, ratio, reach, reached }: Row, unit: string): string[] {
  const number = (n: number): string =>
    unit === 'us p50' ? n.toFixed(1) : Math.round(n).toLocaleString('en');
  return [
    client,
    number(value.median),
    `${number(value.min)} to ${number(value.max)}`,
    cpu?.toFixed(2) ?? '-',
    ratio?.median.toFixed(2) ?? '',
    ratio === undefined ? '' : `${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)}`,
    reach === undefined ? '' : `${reach.toFixed(2)} ${reached === true ? 'reached' : 'MISSED'}`,
  ];
}

function renderRest(
  { allocated }: BenchResult,
  subjects: readonly Subject[],
  missing: readonly string[],
  rounds: number,
): string[] {
  const bytes = Object.entries(allocated).map(([name, count]) => `${name} ${count}`);
  return [
    `bytes allocated per SET: ${bytes.join(', ')}`,
    ...subjects.map(({ name, note }) => `${name}: ${note}`),
    ...missing.map((name) => `${name}: not installed`),
    `median of ${rounds} rounds, clients in turn in one process; a ratio is taken within its round`,
  ];
}
