import type { Request } from '../../../components/kafka/observe/requests.ts';
import { Writer, type Reader } from '../../../components/kafka/observe/wire.ts';

/** Only what its transaction, if it had one, has committed; or all that is on enough replicas. */
const readCommitted = 1;
export const readUncommitted = 0;

export interface PartitionOffset {
  readonly topic: string;
  readonly partition: number;
  readonly error: number;
  readonly offset: number;
}

/** `earliest` is the first record there still is, `latest` where the next one will be that a reader may see. */
export type Edge = 'earliest' | 'latest';

/** ListOffsets 2, version 2. */
export function listOffsets(
  topics: ReadonlyMap<string, readonly number[]>,
  edge: Edge,
  isolation: typeof readCommitted | typeof readUncommitted = readCommitted,
): Request<readonly PartitionOffset[]> {
  const body = new Writer().int32(-1).int8(isolation).int32(topics.size);
  for (const [topic, partitions] of topics) {
    body.string(topic).int32(partitions.length);
    for (const partition of partitions) body.int32(partition).int64(edge === 'earliest' ? -2n : -1n);
  }
  return { key: 2, version: 2, flexible: false, body: body.bytes(), read: readOffsets };
}

function readOffsets(reader: Reader): readonly PartitionOffset[] {
  reader.int32();
  return reader
    .array(() => {
      const topic = reader.string();
      return reader.array(() => {
        const partition = reader.int32();
        const error = reader.int16();
        reader.int64();
        return { topic, partition, error, offset: reader.int64() };
      });
    })
    .flat();
}

export interface Wanted {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface Fetched {
  readonly topic: string;
  readonly partition: number;
  readonly error: number;
  readonly aborted: readonly Aborted[];
  /** Batches as they are in the broker's log; the last one may be cut off. */
  readonly batches: Buffer;
}

/** A transaction that was given up, and where its first record is. */
export interface Aborted {
  readonly producer: number;
  readonly firstOffset: number;
}

/** Of one answer, and of one partition in it; bytes. What is read is in memory two times for a moment. */
const answerBytes = 6 * 1024 * 1024;
const partitionBytes = 3 * 1024 * 1024;
const waitMs = 500;

/** Fetch 1, version 11: the last one without topic ids. */
export function fetchBatches(wanted: readonly Wanted[]): Request<readonly Fetched[]> {
  const byTopic = new Map<string, Wanted[]>();
  for (const one of wanted) byTopic.set(one.topic, [...(byTopic.get(one.topic) ?? []), one]);
  const body = new Writer().int32(-1).int32(waitMs).int32(1).int32(answerBytes).int8(readCommitted);
  // No session: each request says everything.
  body.int32(0).int32(-1).int32(byTopic.size);
  for (const [topic, partitions] of byTopic) {
    body.string(topic).int32(partitions.length);
    for (const { partition, offset } of partitions)
      body.int32(partition).int32(-1).int64(BigInt(offset)).int64(-1n).int32(partitionBytes);
  }
  return { key: 1, version: 11, flexible: false, body: body.int32(0).string('').bytes(), read: readFetched };
}

function readFetched(reader: Reader): readonly Fetched[] {
  reader.int32();
  const error = reader.int16();
  if (error !== 0) throw new Error(`Kafka's error ${String(error)} to a fetch`);
  reader.int32();
  return reader
    .array(() => {
      const topic = reader.string();
      return reader.array(() => ({ topic, ...readPartition(reader) }));
    })
    .flat();
}

function readPartition(reader: Reader): Omit<Fetched, 'topic'> {
  const partition = reader.int32();
  const error = reader.int16();
  for (let offset = 0; offset < 3; offset += 1) reader.int64();
  const aborted = reader.array(() => ({ producer: reader.int64(), firstOffset: reader.int64() }));
  reader.int32();
  const batches = reader.bytes(Math.max(0, reader.int32()));
  return { partition, error, aborted, batches };
}
