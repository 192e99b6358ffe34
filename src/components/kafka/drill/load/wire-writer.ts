import { setTimeout as sleep } from 'node:timers/promises';
import { firstLineOf } from '../../../../errors.ts';
import { batchOfAll } from '../batch.ts';
import { Connection } from '../connection.ts';
import { initProducer, produce, type Acks } from '../requests.ts';
import { answerOf, together, type Answer } from './answer.ts';
import { leaderOf, type Brokers, type TopicPartition } from './leader.ts';

export interface Message {
  readonly key: string;
  readonly value: string;
}

/** ms: for a connection, for one answer, between two attempts, and for one message with all its attempts. */
const patience = { connect: 500, answer: 1000, pause: 50, message: 30_000 };

/**
 * A producer for one partition in Kafka's plain protocol: as quick as a client can be, without the habits of any
 * library. After a failed attempt it asks all brokers at once who leads. With acks=-1 it is idempotent, and sends the
 * same message under the same sequence until it is acknowledged; with acks=1 it repeats only what was surely refused.
 */
export class WireWriter {
  readonly #brokers: Brokers;
  readonly #to: TopicPartition;
  readonly #acks: Acks;
  readonly #over: AbortSignal;
  #connection: Connection | undefined;
  #producer: { readonly id: bigint; readonly epoch: number } | undefined;
  #sequence = 0;

  constructor(brokers: Brokers, to: TopicPartition, acks: Acks, over: AbortSignal) {
    this.#brokers = brokers;
    this.#to = to;
    this.#acks = acks;
    this.#over = over;
  }

  /** Never throws; ends after {@link patience.message}, or soon after the signal has fired. */
  readonly send = (message: Message): Promise<Answer> => this.sendAll([message]);

  /** The same of several in one batch: all of them are written, or none. */
  readonly sendAll = async (messages: readonly Message[]): Promise<Answer> => {
    const end = performance.now() + patience.message;
    let answer: Answer = { outcome: 'fail', why: 'not sent' };
    for (;;) {
      answer = together(answer, await this.#attempt(messages));
      if (answer.outcome === 'ok') {
        this.#sequence += messages.length;
        return answer;
      }
      const hopeless = answer.stale === true || (this.#acks === 1 && answer.outcome === 'info');
      if (hopeless || this.#over.aborted || performance.now() >= end) break;
      await sleep(patience.pause);
    }
    // The message may be there under this sequence: another one under it would be taken for its repetition.
    if (answer.outcome === 'info') this.#producer = undefined;
    return answer;
  };

  readonly close = (): void => {
    this.#connection?.close();
  };

  async #attempt(messages: readonly Message[]): Promise<Answer> {
    let connection: Connection;
    let stamp;
    try {
      connection = await this.#connected();
      if (this.#acks === -1) stamp = { ...(await this.#known(connection)), sequence: this.#sequence };
    } catch (error) {
      this.#leave();
      return { outcome: 'fail', why: firstLineOf(error) };
    }
    try {
      const batch = batchOfAll(messages, Date.now(), stamp);
      const limits = { acks: this.#acks, patience: patience.answer };
      const error = await connection.ask(produce(this.#to, batch, limits), patience.answer);
      const answer = answerOf(error, this.#acks);
      if (answer.outcome !== 'ok') this.#leave();
      return answer;
    } catch (error) {
      this.#leave();
      return { outcome: 'info', why: firstLineOf(error) };
    }
  }

  async #connected(): Promise<Connection> {
    if (this.#connection?.open === true) return this.#connection;
    const leader = await leaderOf(this.#brokers, this.#to, patience.connect, this.#over);
    const endpoint = leader === undefined ? undefined : this.#brokers.get(leader);
    if (endpoint === undefined) throw new Error('nobody leads the partition');
    return (this.#connection = await Connection.open(endpoint, patience.connect));
  }

  async #known(connection: Connection) {
    if (this.#producer !== undefined) return this.#producer;
    const { error, id, epoch } = await connection.ask(initProducer, patience.answer);
    if (error !== 0) throw new Error(`no producer id: error ${String(error)}`);
    this.#sequence = 0;
    return (this.#producer = { id, epoch });
  }

  #leave(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}
