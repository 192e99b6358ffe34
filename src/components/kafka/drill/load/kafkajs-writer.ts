import type { Producer } from 'kafkajs';
import type { Failover } from '../../../../plan/plan.ts';
import { firstLineOf } from '../../../../errors.ts';
import { clientSettings } from '../../client-settings.ts';
import type { Answer } from './answer.ts';
import type { TopicPartition } from './leader.ts';
import type { KafkajsClient } from './kafkajs-client.ts';
import type { Message } from './wire-writer.ts';

/**
 * An idempotent producer of kafkajs for one partition, with acks=all. After a send that it gave up it is replaced:
 * kafkajs rolls its sequence back, and the next message could be acknowledged as a duplicate of the one that had arrived.
 */
export class KafkajsWriter {
  readonly #client: KafkajsClient;
  readonly #failover: Failover;
  readonly #to: TopicPartition;
  #producer: Producer | undefined;

  constructor(client: KafkajsClient, failover: Failover, to: TopicPartition) {
    this.#client = client;
    this.#failover = failover;
    this.#to = to;
  }

  /** Never throws. What kafkajs gave up may have arrived with one of its attempts. */
  readonly send = async ({ key, value }: Message): Promise<Answer> => {
    const { topic, partition } = this.#to;
    let producer: Producer;
    try {
      producer = this.#producer ??= await this.#connected();
    } catch (error) {
      return { outcome: 'fail', why: firstLineOf(error) };
    }
    try {
      await producer.send({ topic, acks: -1, messages: [{ partition, key, value }] });
      return { outcome: 'ok' };
    } catch (error) {
      this.#producer = undefined;
      producer.disconnect().catch(() => undefined);
      return { outcome: 'info', why: firstLineOf(error) };
    }
  };

  readonly close = async (): Promise<void> => {
    await this.#producer?.disconnect().catch(() => undefined);
  };

  async #connected(): Promise<Producer> {
    const producer = this.#client.kafka.producer(clientSettings(this.#failover).producer);
    await producer.connect();
    return producer;
  }
}
