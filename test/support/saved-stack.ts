import { expect } from 'vitest';
import type { TestStack } from './stack.ts';

export const keys = 300;
export const messages = 200;
/** Of the first record: within what a topic keeps. */
const began = Date.now() - 60_000;

export interface Backups {
  readonly backups: readonly { readonly id: string; readonly verified: boolean }[];
  readonly state: { readonly attempt?: { readonly good: boolean; readonly message?: string } };
}

/** Two nodes that can fail over, one broker: all that a backup meets, in a few seconds. */
export const savedSpec = (name: string): string => `name: ${name}
nginx: false
apps: false
kafka: { nodes: 1, topics: { orders: 2 } }
redis: { nodes: 2, memory: 32MiB, endpoint: false }
`;

/** Starts it without proofs: `up` has tests of its own. */
export async function startSaved(stack: TestStack): Promise<void> {
  const generated = await stack.holdfast('generate');
  expect(generated.exitCode, generated.all).toBe(0);
  await stack.compose('up', '-d', '--wait', '--quiet-pull');
}

/** What tests of backups write, read and ask. */
export function savedStack(stack: TestStack) {
  /** Runs a command that must succeed; resolves with its outcome. */
  async function good<T>(...words: string[]): Promise<T> {
    const { exitCode, stdout, all } = await stack.holdfast(...words, '--json');
    expect(exitCode, all).toBe(0);
    return JSON.parse(stdout) as T;
  }

  async function refused(...words: string[]): Promise<{ code: string; message: string }> {
    const { exitCode, stdout, all } = await stack.holdfast(...words, '--json');
    expect(exitCode, all).not.toBe(0);
    return (JSON.parse(stdout) as { error: { code: string; message: string } }).error;
  }

  async function inBackup(script: string): Promise<string> {
    return (await stack.compose('exec', '-T', 'backup', 'bash', '-c', script)).stdout;
  }

  /** The newest RDB file, put together as docs/restoring.md says for a backup without holdfast. */
  async function savedRdb(): Promise<Buffer> {
    const whole =
      'cd /backup/content/redis; n=$(($(stat -c %s dump.edges) - 8)); { head -c $n dump.edges; tail -c +$((n + 1)) dump.body; tail -c 8 dump.edges; }';
    return Buffer.from(await inBackup(`${whole} | base64 -w0`), 'base64');
  }

  async function writeRedis(prefix: string): Promise<void> {
    const redis = await stack.redis();
    try {
      await Promise.all(
        Array.from({ length: keys }, (_, index) => redis.set(`${prefix}:${String(index)}`, String(index))),
      );
      await redis.wait(1, 5000);
    } finally {
      redis.disconnect();
    }
  }

  async function redisValues(): Promise<Record<string, string | null>> {
    const redis = await stack.redis();
    try {
      const found = (await redis.keys('*')).sort();
      return Object.fromEntries(
        await Promise.all(found.map(async (key) => [key, await redis.get(key)] as const)),
      );
    } finally {
      redis.disconnect();
    }
  }

  async function writeKafka(prefix: string): Promise<void> {
    const { kafka, producer: settings } = await stack.kafka();
    const producer = kafka.producer(settings);
    await producer.connect();
    for (const partition of [0, 1]) {
      const batch = Array.from({ length: messages }, (_, index) => ({
        partition,
        key: `${prefix}-${String(index)}`,
        value: index % 10 === 0 ? null : `value ${String(index)}`,
        headers: { trace: `t${String(index)}` },
        timestamp: String(began + index),
      }));
      await producer.send({ topic: 'orders', acks: -1, messages: batch });
    }
    await producer.disconnect();
  }

  /** Every record as text, by partition and in order. */
  async function records(): Promise<string[]> {
    const { kafka, consumer: settings } = await stack.kafka();
    const admin = kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets('orders');
    const total = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
    const groupId = `reader-${String(Date.now())}`;
    const consumer = kafka.consumer({ ...settings, groupId });
    const found: [number, number, string][] = [];
    await consumer.connect();
    await consumer.subscribe({ topic: 'orders', fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => {
        reject(payload.error);
      });
      if (total === 0) resolve();
      consumer
        .run({
          autoCommit: false,
          eachMessage: ({ partition, message }) => {
            const { key, value, headers, timestamp } = message;
            const text = [
              key?.toString(),
              value?.toString() ?? 'null',
              headers?.['trace']?.toString(),
              timestamp,
            ];
            found.push([partition, Number(message.offset), text.join(' ')]);
            if (found.length === total) resolve();
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
    await consumer.disconnect();
    await admin.disconnect();
    return found
      .sort(([a, x], [b, y]) => a - b || x - y)
      .map(([partition, , text]) => `${String(partition)} ${text}`);
  }

  async function setGroup(offset: string): Promise<void> {
    const { kafka } = await stack.kafka();
    const admin = kafka.admin();
    await admin.connect();
    await admin.setOffsets({ groupId: 'billing', topic: 'orders', partitions: [{ partition: 1, offset }] });
    await admin.disconnect();
  }

  async function groupPosition(): Promise<string | undefined> {
    const { kafka } = await stack.kafka();
    const admin = kafka.admin();
    await admin.connect();
    const [topic] = await admin.fetchOffsets({ groupId: 'billing', topics: ['orders'] });
    await admin.disconnect();
    return topic?.partitions.find(({ partition }) => partition === 1)?.offset;
  }

  return {
    good,
    refused,
    inBackup,
    savedRdb,
    writeRedis,
    redisValues,
    writeKafka,
    records,
    setGroup,
    groupPosition,
  };
}
