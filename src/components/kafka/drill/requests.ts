import type { Request } from '../observe/requests.ts';
import { Writer, type Reader } from '../observe/wire.ts';

/** What a produce request waits for: the leader alone, or all replicas in sync. */
export type Acks = 1 | -1;

/** Produce 0, version 3, the oldest that Kafka 4 knows (KIP-896). The answer is Kafka's number of the error, 0 for none. */
export function produce(
  to: { readonly topic: string; readonly partition: number },
  batch: Buffer,
  { acks, patience }: { readonly acks: Acks; readonly patience: number },
): Request<number> {
  const head = new Writer().int16(-1).int16(acks).int32(patience); // no transaction
  return {
    key: 0,
    version: 3,
    flexible: false,
    body: head.int32(1).string(to.topic).int32(1).int32(to.partition).blob(batch).bytes(),
    read: (reader) => onePartition(reader, () => reader.int16()),
  };
}

/** InitProducerId 22, version 0: an id for an idempotent producer without transactions. */
export const initProducer: Request<{
  readonly error: number;
  readonly id: bigint;
  readonly epoch: number;
}> = {
  key: 22,
  version: 0,
  flexible: false,
  body: new Writer().int16(-1).int32(60_000).bytes(),
  read: (reader) => {
    reader.int32();
    return { error: reader.int16(), id: BigInt(reader.int64()), epoch: reader.int16() };
  },
};

/** FindCoordinator 10, version 1: the broker that leads a consumer group. */
export function findCoordinator(group: string): Request<{ readonly error: number; readonly node: number }> {
  return {
    key: 10,
    version: 1,
    flexible: false,
    body: new Writer().string(group).int8(0).bytes(),
    read: (reader) => {
      reader.int32();
      const error = reader.int16();
      reader.string();
      return { error, node: reader.int32() };
    },
  };
}

/** ListOffsets 2, version 1: where a partition begins (-2) or ends (-1). */
export function offsetOf(
  of: { readonly topic: string; readonly partition: number },
  place: 'begin' | 'end',
): Request<{ readonly error: number; readonly offset: number }> {
  const head = new Writer().int32(-1).int32(1).string(of.topic).int32(1).int32(of.partition);
  return {
    key: 2,
    version: 1,
    flexible: false,
    body: head.int64(place === 'begin' ? -2n : -1n).bytes(),
    read: (reader) =>
      onePartition(reader, () => {
        const error = reader.int16();
        reader.int64();
        return { error, offset: reader.int64() };
      }),
  };
}

/** Fetch 1, version 4, the oldest that Kafka 4 knows: what is there from this offset on, as record batches. */
export function fetchFrom(
  of: { readonly topic: string; readonly partition: number },
  offset: number,
  mostBytes: number,
): Request<{ readonly error: number; readonly records: Buffer }> {
  const head = new Writer().int32(-1).int32(100).int32(1).int32(mostBytes).int8(0);
  const one = head.int32(1).string(of.topic).int32(1).int32(of.partition);
  return {
    key: 1,
    version: 4,
    flexible: false,
    body: one.int64(BigInt(offset)).int32(mostBytes).bytes(),
    read: (reader) => {
      reader.int32();
      return onePartition(reader, () => {
        const error = reader.int16();
        reader.int64();
        reader.int64();
        reader.array(() => [reader.int64(), reader.int64()]); // no transactions here
        return { error, records: reader.blob() };
      });
    },
  };
}

/** The answer of the one partition that was asked about. */
function onePartition<Answer>(reader: Reader, read: () => Answer): Answer {
  const [answer] = reader
    .array(() => {
      reader.string();
      return reader.array(() => {
        reader.int32();
        return read();
      });
    })
    .flat(1);
  if (answer === undefined) throw new Error('the answer names no partition');
  return answer;
}
