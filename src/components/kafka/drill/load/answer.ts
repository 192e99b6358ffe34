import type { Operation } from '../../../../drill/history.ts';
import type { Acks } from '../requests.ts';

/** How a write ended, as far as its client can tell. */
export type Answer = Pick<Operation, 'outcome' | 'why'> & {
  /** Only a producer with another id can go on. */
  readonly stale?: true;
};

/** Kafka's numbers (protocol guide, error codes) that say that a message was not written, whatever was asked for. */
const notWritten: Readonly<Record<number, string>> = {
  5: 'LEADER_NOT_AVAILABLE',
  19: 'NOT_ENOUGH_REPLICAS',
};

/**
 * The same where the leader alone answers. With acks=all it may have written the message and lost its role, its disk or the
 * topic while it waited for the others, which may have it (DelayedProduce in Kafka's sources).
 */
const notWrittenAlone: Readonly<Record<number, string>> = {
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  6: 'NOT_LEADER_OR_FOLLOWER',
  56: 'KAFKA_STORAGE_ERROR',
  74: 'FENCED_LEADER_EPOCH',
};

/** The leader may have it, and the replicas may get it. */
const unknown: Readonly<Record<number, string>> = {
  ...notWrittenAlone,
  7: 'REQUEST_TIMED_OUT',
  20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
};

/** The broker knows another past of this producer than the producer does. */
const stale: Readonly<Record<number, string>> = {
  45: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
  47: 'INVALID_PRODUCER_EPOCH',
  59: 'UNKNOWN_PRODUCER_ID',
};

/** A repeated message that had arrived the first time. */
const duplicate = 46;

/** What the number of an error says about the message. */
export function answerOf(error: number, acks: Acks): Answer {
  if (error === 0 || error === duplicate) return { outcome: 'ok' };
  const sure = notWritten[error] ?? (acks === 1 ? notWrittenAlone[error] : undefined);
  if (sure !== undefined) return { outcome: 'fail', why: sure };
  const past = stale[error];
  if (past !== undefined) return { outcome: 'info', why: past, stale: true };
  return { outcome: 'info', why: unknown[error] ?? `error ${String(error)}` };
}

/** Attempts at the same message: one that nobody knows of makes all of it unknown, until one is acknowledged. */
export function together(before: Answer, next: Answer): Answer {
  if (next.outcome === 'ok') return next;
  return { ...next, outcome: before.outcome === 'info' ? 'info' : next.outcome };
}
