import type { Consumer, Kafka } from 'kafkajs';
import { keyBytes } from './large-batch.ts';

/** Fetched at a time, bytes: from one broker, and of one partition; the default of 1 MiB is one message. */
const fetchBytes = 16 * 1024 * 1024;
const partitionBytes = 8 * 1024 * 1024;

/**
 * Reads a topic from its beginning to the ends given and returns which of the keys are not in it.
 *
 * @throws the signal's reason when it fires before the end is reached
 */
export async function missingFrom(
  kafka: Kafka,
  topic: string,
  keys: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<number> {
  const ends = await endsOf(kafka, topic);
  const missing = new Set(keys);
  const left = new Map(ends);
  const consumer = kafka.consumer({
    groupId: topic,
    allowAutoTopicCreation: false,
    maxBytes: fetchBytes,
    maxBytesPerPartition: partitionBytes,
    maxWaitTimeInMs: 200,
    sessionTimeout: 30_000,
  });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await untilEnd(consumer, left, missing, signal);
    return missing.size;
  } finally {
    await consumer.disconnect();
  }
}

async function endsOf(kafka: Kafka, topic: string): Promise<ReadonlyMap<number, number>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    // A partition whose every message is gone has nothing to read up to.
    const readable = offsets.filter(({ low, high }) => Number(high) > Number(low));
    return new Map(readable.map(({ partition, high }) => [partition, Number(high)]));
  } finally {
    await admin.disconnect();
  }
}

/** Takes each key found from `missing` until every partition was read to its end. */
async function untilEnd(
  consumer: Consumer,
  left: Map<number, number>,
  missing: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  if (left.size === 0) return;
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const read = consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: true,
      eachBatch: ({ batch }) => {
        for (const { value } of batch.messages) missing.delete(keyOf(value));
        if (Number(batch.lastOffset()) + 1 >= (left.get(batch.partition) ?? 0)) left.delete(batch.partition);
        if (left.size === 0) resolve();
        return Promise.resolve();
      },
    });
    read.catch(reject);
  });
}

/** The last bytes of a large message are its key (large-batch.ts). */
function keyOf(value: Buffer | null): string {
  return value?.subarray(-keyBytes).toString('latin1').trimEnd() ?? '';
}
