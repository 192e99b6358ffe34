import { firstLineOf } from '../../../../errors.ts';
import { batchOf } from '../batch.ts';
import { Connection } from '../connection.ts';
import { produce } from '../requests.ts';
import { answerOf, type Answer } from './answer.ts';
import { leaderOf, type Brokers, type TopicPartition } from './leader.ts';
import type { Message } from './wire-writer.ts';

/** For each of the three steps, ms. */
const patience = 500;

/**
 * One message with everything fresh, and one attempt: asks who leads, connects, writes with acks=all, closes. What it
 * sees is the cluster, and no client's memory of it. Never throws.
 */
export async function probe(
  brokers: Brokers,
  to: TopicPartition,
  message: Message,
  signal: AbortSignal,
): Promise<Answer> {
  const leader = await leaderOf(brokers, to, patience, signal);
  const endpoint = leader === undefined ? undefined : brokers.get(leader);
  if (endpoint === undefined) return { outcome: 'fail', why: 'nobody leads the partition' };
  let connection: Connection;
  try {
    connection = await Connection.open(endpoint, patience);
  } catch (error) {
    return { outcome: 'fail', why: firstLineOf(error) };
  }
  try {
    const batch = batchOf({ ...message, createdAt: Date.now() });
    return answerOf(await connection.ask(produce(to, batch, { acks: -1, patience }), patience), -1);
  } catch (error) {
    return { outcome: 'info', why: firstLineOf(error) };
  } finally {
    connection.close();
  }
}
