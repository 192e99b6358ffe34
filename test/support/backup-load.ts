import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { KafkaClient } from './stack.ts';

const value = 'x'.repeat(76);

/** Keys of 100 bytes with their value. */
export async function fillRedis(redis: Redis, prefix: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 1000) {
    const pipeline = redis.pipeline();
    for (let key = from; key < Math.min(count, from + 1000); key += 1)
      pipeline.set(`${prefix}:${String(key).padStart(10, '0')}`, value + String(key).padStart(24, '0'));
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

/** Writes at a steady rate and keeps each answer's time, ms. */
export class SteadyWriter {
  readonly #redis: Redis;
  #times: number[] = [];
  #stopped = false;
  readonly #running: Promise<void>;

  constructor(redis: Redis, perSecond: number) {
    this.#redis = redis;
    this.#running = this.#run(perSecond);
  }

  /** The times since the last look: their 99th percentile and how many. */
  take(): { p99: number; count: number } {
    const times = this.#times.toSorted((a, b) => a - b);
    this.#times = [];
    return { p99: times[Math.floor(times.length * 0.99)] ?? NaN, count: times.length };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(perSecond: number): Promise<void> {
    const began = performance.now();
    let sent = 0;
    const pending = new Set<Promise<void>>();
    while (!this.#stopped) {
      const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
      for (; sent < due; sent += 1) {
        const one = this.#write(sent % 1000).finally(() => pending.delete(one));
        pending.add(one);
      }
      await sleep(5);
    }
    await Promise.all(pending);
  }

  async #write(key: number): Promise<void> {
    const began = performance.now();
    await this.#redis.set(`steady:${String(key)}`, value);
    this.#times.push(performance.now() - began);
  }
}
