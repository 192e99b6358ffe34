import { crc32c } from '../../../components/kafka/drill/crc32c.ts';
import type { Aborted } from './fetch.ts';

/** The head of a record batch (Kafka protocol guide, magic 2), and where the whole of it stands. */
export interface Batch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly records: number;
  readonly producer: number;
  readonly transactional: boolean;
  /** Marks the end of a transaction; no data. */
  readonly control: boolean;
  readonly bytes: Buffer;
}

/** Base offset and length, which the length does not count. */
const prefix = 12;
const headBytes = 61;
const transactionalBit = 0x10;
const controlBit = 0x20;

/**
 * The whole batches in what a broker sent, each with its checksum verified: what is damaged on the way, or in the
 * broker's log, must not become a backup. A last batch that is cut off is left for the next fetch.
 *
 * @throws Error when a batch is damaged or of a format from before Kafka 0.11
 */
export function wholeBatches(bytes: Buffer): readonly Batch[] {
  const batches: Batch[] = [];
  let at = 0;
  while (at + headBytes <= bytes.length) {
    const size = prefix + bytes.readInt32BE(at + 8);
    if (size < headBytes) throw new Error('a batch of records has an impossible length');
    if (at + size > bytes.length) break;
    batches.push(readBatch(bytes.subarray(at, at + size)));
    at += size;
  }
  return batches;
}

function readBatch(bytes: Buffer): Batch {
  const baseOffset = Number(bytes.readBigInt64BE(0));
  if (bytes.readInt8(16) !== 2)
    throw new Error(`the batch at offset ${String(baseOffset)} has an old format`);
  if (crc32c(bytes.subarray(21)) !== bytes.readUInt32BE(17))
    throw new Error(`the batch at offset ${String(baseOffset)} is damaged: its checksum is wrong`);
  const attributes = bytes.readInt16BE(21);
  return {
    baseOffset,
    lastOffset: baseOffset + bytes.readInt32BE(23),
    records: bytes.readInt32BE(57),
    producer: Number(bytes.readBigInt64BE(43)),
    transactional: (attributes & transactionalBit) !== 0,
    control: (attributes & controlBit) !== 0,
    bytes,
  };
}

/** In a control record: 0 for a transaction that was given up. It stands at the beginning of its key, uncompressed. */
function isAbort({ bytes }: Batch): boolean {
  // The record: length, attributes, time and offset (each a varint of one byte or more), key length, version, type.
  let at = headBytes;
  at = skipVarint(bytes, at) + 1;
  at = skipVarint(bytes, at);
  at = skipVarint(bytes, at);
  at = skipVarint(bytes, at);
  return bytes.readInt16BE(at + 2) === 0;
}

function skipVarint(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes.readUInt8(at) >= 0x80) at += 1;
  return at + 1;
}

/**
 * The batches whose records a reader may see: no control batches, and none of transactions that were given up. The same
 * rule as Kafka's own consumer: a producer's batches do not count from the first offset of a given-up transaction until
 * the marker that ends it.
 */
export function committed(batches: readonly Batch[], aborted: readonly Aborted[]): readonly Batch[] {
  const pending = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
  const givenUp = new Set<number>();
  return batches.filter((batch) => {
    while (pending[0] !== undefined && pending[0].firstOffset <= batch.lastOffset)
      givenUp.add(pending.shift()?.producer ?? -1);
    if (batch.control) {
      if (isAbort(batch)) givenUp.delete(batch.producer);
      return false;
    }
    return !(batch.transactional && givenUp.has(batch.producer));
  });
}
