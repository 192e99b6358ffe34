import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { KafkaClient } from './stack.ts';

const value = 'x'.repeat(76);
/** Bytes that a repository cannot make smaller, 100 as text. */
const incompressible = (): string => randomBytes(75).toString('base64');

/** Keys with values of 100 bytes. */
export async function fillRedis(redis: Redis, prefix: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 1000) {
    const pipeline = redis.pipeline();
    for (let key = from; key < Math.min(count, from + 1000); key += 1)
      pipeline.set(`${prefix}:${String(key).padStart(10, '0')}`, incompressible());
    await pipeline.exec();
    // Replicas keep up: at full speed their output buffers would overflow.
    if (from % 20_000 === 0) await redis.wait(1, 10_000);
  }
  await redis.wait(1, 10_000);
}

/** Of one send; a batch must stay below a broker's limit of 1 MiB. */
const perBatch = 4000;

/** Records of 200 bytes, each with its number, on all partitions in turn; acknowledged by all in-sync replicas. */
export async function fillKafka(
  { kafka, producer: settings }: KafkaClient,
  topic: string,
  from: number,
  count: number,
): Promise<void> {
  const producer = kafka.producer(settings);
  await producer.connect();
  for (let at = from; at < from + count; at += perBatch) {
    const messages = Array.from({ length: Math.min(perBatch, from + count - at) }, (_, index) => ({
      partition: Math.floor(at / perBatch) % 3,
      // Nothing that a repository could make smaller.
      value: String(at + index).padStart(16, '0') + randomBytes(138).toString('base64'),
    }));
    await producer.send({ topic, acks: -1, messages });
  }
  await producer.disconnect();
}

/** Numbers of all records of a topic, in order of their partition; a number that is there twice is there twice. */
export async function numbersIn(
  { kafka, consumer: settings }: KafkaClient,
  topic: string,
): Promise<number[]> {
  const admin = kafka.admin();
  await admin.connect();
  const total = (await admin.fetchTopicOffsets(topic)).reduce(
    (sum, { high, low }) => sum + Number(high) - Number(low),
    0,
  );
  await admin.disconnect();
  const found: number[] = [];
  const consumer = kafka.consumer({ ...settings, groupId: `numbers-${String(Date.now())}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => {
      reject(payload.error);
    });
    if (total === 0) resolve();
    consumer
      .run({
        autoCommit: false,
        eachBatch: ({ batch }) => {
          for (const { value: text } of batch.messages) found.push(Number(text?.subarray(0, 16).toString()));
          if (found.length >= total) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return found;
}

/** What was seen between two looks: the 99th percentile, ms, of how many. */
export interface Felt {
  readonly p99: number;
  readonly count: number;
}

/**
 * Writes at a steady rate, open loop: each is begun when it is due, whether or not others were answered, and its time
 * counts from when it was due, so that what a held-up client or server keeps waiting is not left out.
 */
export class SteadyWriter {
  readonly #write: (key: string, value: string) => Promise<unknown>;
  readonly #betweenMs: number;
  #times: number[] = [];
  #next = performance.now();
  #begun = 0;
  readonly #pending = new Set<Promise<void>>();
  #timer: NodeJS.Timeout;

  constructor(write: (key: string, value: string) => Promise<unknown>, perSecond: number) {
    this.#write = write;
    this.#betweenMs = 1000 / perSecond;
    this.#timer = setTimeout(this.#turn, 1);
  }

  /** The times since the last look. */
  take(): Felt {
    const times = this.#times.toSorted((a, b) => a - b);
    this.#times = [];
    return { p99: times[Math.floor(times.length * 0.99)] ?? NaN, count: times.length };
  }

  /** Rejects when a write failed. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#pending);
  }

  readonly #turn = (): void => {
    for (const now = performance.now(); this.#next <= now; this.#next += this.#betweenMs) {
      const due = this.#next;
      const one = this.#write(`steady:${String((this.#begun += 1) % 1000)}`, value).then(() => {
        this.#times.push(performance.now() - due);
        this.#pending.delete(one);
      });
      this.#pending.add(one);
    }
    this.#timer = setTimeout(this.#turn, 1);
  };
}
