import type { Consumer, KafkaMessage } from 'kafkajs';
import type { LoadContext, Pen } from '../../../../drill/workload.ts';
import { clientSettings } from '../../client-settings.ts';
import type { KafkajsClient } from './kafkajs-client.ts';
import { dueOf, valueOf } from './message.ts';

/** Between the end of a consumer and the next, ms. */
const startAgain = 250;

/**
 * A consumer group of one kafkajs consumer that reads every partition and commits what it has read. After a failover it
 * begins at the last commit, so it may read messages twice (at least once); each time is written down.
 *
 * kafkajs starts a consumer again after some errors and lets it end for good after others, as when the whole cluster was
 * away. Here every end is followed by a new one, as in the demo app and as clients/kafkajs.mjs advises.
 */
export class Group {
  readonly #client: KafkajsClient;
  readonly #context: LoadContext;
  readonly #topic: string;
  /** The highest of each partition. */
  readonly #read = new Map<string, number>();
  #consumer: Consumer | undefined;
  #again: NodeJS.Timeout | undefined;
  #joined = 0;
  #closed = false;

  /** The group has the topic's name. */
  constructor(client: KafkajsClient, context: LoadContext, topic: string) {
    this.#client = client;
    this.#context = context;
    this.#topic = topic;
  }

  /** Rejects when the first attempt fails; another one follows all the same. */
  async start(pen: Pen): Promise<void> {
    const { consumer: settings } = clientSettings(this.#context.plan.failover);
    const consumer = this.#client.kafka.consumer({
      groupId: this.#topic,
      ...settings,
      retry: { ...settings.retry, restartOnFailure: () => Promise.resolve(false) },
    });
    this.#consumer = consumer;
    consumer.on('consumer.group_join', () => {
      this.#joined += 1;
      if (this.#joined > 1) this.#context.recorder.note('role', 'the consumer group has been joined again');
    });
    consumer.on('consumer.crash', () => {
      this.#next(consumer, pen);
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: this.#topic, fromBeginning: true });
      await consumer.run({
        autoCommitInterval: 1000,
        eachMessage: ({ partition, message }) => {
          this.#note(partition, message, pen);
          return Promise.resolve();
        },
      });
    } catch (error) {
      this.#next(consumer, pen);
      throw error;
    }
  }

  /** Whether it has got as far as this in every partition. */
  hasRead(acknowledged: ReadonlyMap<string, number>): boolean {
    return [...acknowledged].every(([key, value]) => (this.#read.get(key) ?? 0) >= value);
  }

  /** Commits and leaves the group. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    await this.#consumer?.disconnect();
  }

  /** A consumer in the place of one that has ended. */
  #next(ended: Consumer, pen: Pen): void {
    if (this.#closed || this.#consumer !== ended) return;
    this.#consumer = undefined;
    ended.disconnect().catch(() => undefined);
    this.#again = setTimeout(() => {
      this.start(pen).catch(() => undefined);
    }, startAgain);
  }

  #note(partition: number, message: KafkaMessage, pen: Pen): void {
    const key = `${this.#topic}/${String(partition)}`;
    const reading = readingOf(message);
    this.#read.set(key, Math.max(this.#read.get(key) ?? 0, reading.value));
    pen({ key, ...reading, outcome: 'ok' });
  }
}

/** It should have been read as soon as it was to be written. */
function readingOf({ value }: KafkaMessage): { readonly value: number; readonly at: number } {
  const text = value?.toString() ?? '';
  return { value: valueOf(text), at: dueOf(text) };
}
