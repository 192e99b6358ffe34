import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../../../errors.ts';
import { openAny } from './ask.ts';
import { committed, wholeBatches } from './batches.ts';
import { Connection } from './connection.ts';
import { cluster, type Cluster } from './cluster.ts';
import { fetchBatches, listOffsets, type Edge, type Fetched } from './fetch.ts';
import type { PartitionMirror } from './mirror.ts';

export interface CopiedPartition {
  readonly topic: string;
  readonly mirror: PartitionMirror;
}

export interface CopyContext {
  readonly say: (text: string) => void;
  /** Writes down how far it is, so that a run that is broken off is gone on with. */
  readonly note: () => Promise<unknown>;
}

/** A partition with where its copy is to end: what comes later is the next backup's. */
interface Goal extends CopiedPartition {
  readonly end: number;
}

/** After so many bytes a note is worth its sync. */
const noteBytes = 64 * 1024 * 1024;
/** Leaders that move, and brokers that die, are waited for this long without any progress, ms. */
const patience = 30_000;
const pauseMs = 200;

/** Brings every mirror up to where its partition ends now. */
export async function copyAll(
  partitions: readonly CopiedPartition[],
  addresses: readonly string[],
  context: CopyContext,
): Promise<void> {
  const goals = await persistently(() => goalsOf(partitions, addresses));
  const total = goals.reduce((sum, { mirror, end }) => sum + Math.max(0, end - mirror.next), 0);
  const counter = { bytes: 0, noted: 0 };
  const progress = (): void => {
    const left = goals.reduce((sum, { mirror, end }) => sum + Math.max(0, end - mirror.next), 0);
    context.say(`kafka: ${String(total - left)} of ${String(total)} offsets`);
  };
  const take = async (bytes: number): Promise<void> => {
    counter.bytes += bytes;
    progress();
    if (counter.bytes - counter.noted < noteBytes) return;
    counter.noted = counter.bytes;
    await context.note();
  };
  await persistently(
    () => copyOnce(goals, addresses, take),
    () => counter.bytes,
  );
}

/** Each partition's first and last offset, asked of its leader. */
async function goalsOf(
  partitions: readonly CopiedPartition[],
  addresses: readonly string[],
): Promise<Goal[]> {
  const goals = await withLeaders(partitions, addresses, async (connection, led) => {
    const starts = await edgesOf(connection, led, 'earliest');
    const ends = await edgesOf(connection, led, 'latest');
    const known: Goal[] = [];
    for (const one of led) {
      const key = keyOf(one.topic, one.mirror.partition);
      await one.mirror.startAt(starts.get(key) ?? 0);
      known.push({ ...one, end: ends.get(key) ?? 0 });
    }
    return known;
  });
  return goals.flat();
}

async function edgesOf(
  connection: Connection,
  led: readonly CopiedPartition[],
  edge: Edge,
): Promise<ReadonlyMap<string, number>> {
  const topics = new Map<string, number[]>();
  for (const { topic, mirror } of led) topics.set(topic, [...(topics.get(topic) ?? []), mirror.partition]);
  const answers = await connection.ask(listOffsets(topics, edge));
  for (const { topic, partition, error } of answers) assertFetched(topic, partition, error);
  return new Map(answers.map(({ topic, partition, offset }) => [keyOf(topic, partition), offset]));
}

/** Fetches from all leaders side by side until every goal is reached. */
async function copyOnce(
  goals: readonly Goal[],
  addresses: readonly string[],
  take: (bytes: number) => Promise<void>,
): Promise<void> {
  const open = goals.filter(({ mirror, end }) => mirror.next < end);
  if (open.length === 0) return;
  await withLeaders(open, addresses, async (connection, led) => {
    for (let left = led; left.length > 0; left = left.filter(({ mirror, end }) => mirror.next < end)) {
      const wanted = left.map(({ topic, mirror }) => ({
        topic,
        partition: mirror.partition,
        offset: mirror.next,
      }));
      for (const answer of await connection.ask(fetchBatches(wanted))) await take(await keep(answer, led));
      // Whoever got data goes to the back: an answer is filled from the front.
      left = [...left.slice(1), ...left.slice(0, 1)];
    }
  });
}

async function keep(answer: Fetched, goals: readonly Goal[]): Promise<number> {
  const { topic, partition, error, aborted } = answer;
  assertFetched(topic, partition, error);
  const goal = goals.find((one) => one.topic === topic && one.mirror.partition === partition);
  const batches = wholeBatches(answer.batches);
  const last = batches.at(-1);
  if (goal === undefined || last === undefined) return 0;
  await goal.mirror.append(committed(batches, aborted), last.lastOffset + 1);
  return answer.batches.length;
}

/** Work for each broker on a connection of its own, with the partitions that it leads. */
async function withLeaders<P extends CopiedPartition, T>(
  partitions: readonly P[],
  addresses: readonly string[],
  work: (connection: Connection, led: readonly P[]) => Promise<T>,
): Promise<readonly T[]> {
  const asked = await openAny(addresses);
  const seen = await asked.ask(cluster).finally(() => {
    asked.close();
  });
  const results = await Promise.allSettled(
    seen.brokers.map(async ({ node, host, port }) => {
      const led = partitions.filter((one) => leaderOf(seen, one) === node);
      if (led.length === 0) return [];
      const connection = await Connection.open(host, port);
      return [
        await work(connection, led).finally(() => {
          connection.close();
        }),
      ];
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  assertAllLed(seen, partitions);
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

function leaderOf({ topics }: Cluster, { topic, mirror }: CopiedPartition): number {
  const partitions = topics.find(({ name }) => name === topic)?.partitions ?? [];
  return partitions.find(({ partition }) => partition === mirror.partition)?.leader ?? -1;
}

function assertAllLed(seen: Cluster, partitions: readonly CopiedPartition[]): void {
  const orphan = partitions.find((one) => !seen.brokers.some(({ node }) => node === leaderOf(seen, one)));
  if (orphan === undefined) return;
  throw new Error(`partition ${String(orphan.mirror.partition)} of ${orphan.topic} has no leader`);
}

function assertFetched(topic: string, partition: number, error: number): void {
  if (error === 0) return;
  throw new Error(`partition ${String(partition)} of ${topic} answers with Kafka's error ${String(error)}`);
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${String(partition)}`;
}

/** Again, with leaders asked for anew, until it succeeds; gives up when nothing has moved for {@link patience}. */
async function persistently<T>(work: () => Promise<T>, moved: () => number = () => 0): Promise<T> {
  let deadline = Date.now() + patience;
  let last = moved();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (isFinal(error)) throw error;
      if (moved() > last) deadline = Date.now() + patience;
      last = moved();
      if (Date.now() > deadline) throw unreadable(error);
      await sleep(pauseMs);
    }
  }
}

/** A disk that is full does not get empty by waiting. */
function isFinal(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EACCES';
}

function unreadable(cause: unknown): StackError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new StackError('no', `Kafka could not be read to the end: ${message}`, {
    hint: 'what was read is kept: once every partition has a leader, the next backup goes on from there',
    cause,
  });
}
