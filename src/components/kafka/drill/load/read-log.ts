import { setTimeout as sleep } from 'node:timers/promises';
import { StackError, firstLineOf } from '../../../../errors.ts';
import { messagesIn, type StoredMessage } from '../batch.ts';
import { Connection } from '../connection.ts';
import { fetchFrom, offsetOf } from '../requests.ts';
import { leaderOf, type Brokers, type TopicPartition } from './leader.ts';

/** ms for one answer, between two attempts, and for one partition in all. */
const patience = { answer: 3000, pause: 200, partition: 60_000 };
const fetchBytes = 1024 * 1024;

/**
 * Every message of a partition in the order of its offsets, up to the end it has when reading begins. By the leader's
 * own answers and over connections of its own, so that no client's memory is in it.
 *
 * @throws StackError('no') when it cannot be read to its end in time; the signal's reason when that fires
 */
export async function readLog(
  brokers: Brokers,
  of: TopicPartition,
  signal: AbortSignal,
): Promise<readonly StoredMessage[]> {
  return foldLog(brokers, of, signal, () => {
    const all: StoredMessage[] = [];
    return { take: (messages) => void all.push(...messages), result: () => all };
  });
}

/** What a reader makes of the messages, some at a time. */
export interface Fold<Result> {
  readonly take: (messages: readonly StoredMessage[]) => void;
  readonly result: () => Result;
}

/**
 * The same for logs that are too long to hold.
 *
 * @param begin called for each attempt, as each begins at the first message
 */
export async function foldLog<Result>(
  brokers: Brokers,
  of: TopicPartition,
  signal: AbortSignal,
  begin: () => Fold<Result>,
): Promise<Result> {
  const deadline = performance.now() + patience.partition;
  for (;;) {
    try {
      const fold = begin();
      await readOnce(brokers, of, fold, signal);
      return fold.result();
    } catch (error) {
      signal.throwIfAborted();
      if (performance.now() >= deadline)
        throw new StackError(
          'no',
          `${of.topic}/${String(of.partition)} cannot be read back: ${firstLineOf(error)}`,
          { hint: 'holdfast status shows who leads it', cause: error },
        );
    }
    await sleep(patience.pause);
  }
}

async function readOnce(
  brokers: Brokers,
  of: TopicPartition,
  fold: Fold<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const leader = await leaderOf(brokers, of, patience.answer, signal);
  const endpoint = leader === undefined ? undefined : brokers.get(leader);
  if (endpoint === undefined) throw new Error('nobody leads it');
  const connection = await Connection.open(endpoint, patience.answer);
  try {
    await readFrom(connection, of, fold);
  } finally {
    connection.close();
  }
}

async function readFrom(connection: Connection, of: TopicPartition, { take }: Fold<unknown>): Promise<void> {
  const begin = await connection.ask(offsetOf(of, 'begin'), patience.answer);
  const end = await connection.ask(offsetOf(of, 'end'), patience.answer);
  refuse(begin.error || end.error);
  for (let next = begin.offset; next < end.offset;) {
    const { error, records } = await connection.ask(fetchFrom(of, next, fetchBytes), patience.answer);
    refuse(error);
    // A fetch begins at a batch, which may hold what was read before.
    const found = messagesIn(records).filter(({ offset }) => offset >= next);
    const last = found.at(-1);
    if (last === undefined) throw new Error('the log gives nothing up to its end');
    take(found);
    next = last.offset + 1;
  }
}

function refuse(error: number): void {
  if (error !== 0) throw new Error(`Kafka's error ${String(error)}`);
}
