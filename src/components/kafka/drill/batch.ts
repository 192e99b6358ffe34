import { Reader } from '../observe/wire.ts';
import { crc32c } from './crc32c.ts';
import { unzigzag, varint } from './varint.ts';

/** Who sends, so that a broker tells a repeated message from a new one. */
export interface ProducerStamp {
  readonly id: bigint;
  readonly epoch: number;
  /** Grows by one with each message to a partition. */
  readonly sequence: number;
}

/** A message as it is read back. */
export interface StoredMessage {
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

const headBytes = 61;
/** The checksum covers what follows it. */
const checkedFrom = 21;

interface NewMessage {
  readonly key: string;
  readonly value: string;
}

/** A batch of one record (Kafka protocol guide, record batch, magic 2). Without a stamp nobody notices a repetition. */
export function batchOf(message: NewMessage & { readonly createdAt: number }, stamp?: ProducerStamp): Buffer {
  return batchOfAll([message], message.createdAt, stamp);
}

/** The same of several; the stamp is the first one's. */
export function batchOfAll(
  messages: readonly NewMessage[],
  createdAt: number,
  stamp: ProducerStamp = { id: -1n, epoch: -1, sequence: -1 },
): Buffer {
  const records = messages.map(({ key, value }, index) =>
    recordOf(Buffer.from(key), Buffer.from(value), index),
  );
  const batch = Buffer.concat([Buffer.alloc(headBytes), ...records]);
  batch.writeInt32BE(batch.length - 12, 8); // what follows the base offset and this length
  batch.writeInt32BE(-1, 12); // leader epoch: unknown
  batch.writeInt8(2, 16);
  batch.writeInt32BE(messages.length - 1, 23); // of the last record, from the base offset
  batch.writeBigInt64BE(BigInt(Math.round(createdAt)), 27); // of the first record and the last
  batch.writeBigInt64BE(BigInt(Math.round(createdAt)), 35);
  batch.writeBigInt64BE(stamp.id, 43);
  batch.writeInt16BE(stamp.epoch, 51);
  batch.writeInt32BE(stamp.sequence, 53);
  batch.writeInt32BE(messages.length, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(checkedFrom)), 17);
  return batch;
}

function recordOf(key: Buffer, value: Buffer, index: number): Buffer {
  const inner = Buffer.concat([
    Buffer.from([0, 0]), // attributes, and the time from the batch's
    varint(index),
    varint(key.length),
    key,
    varint(value.length),
    value,
    Buffer.from([0]), // no headers
  ]);
  return Buffer.concat([varint(inner.length), inner]);
}

/**
 * All whole batches of a fetch's answer, in order; the last one may be cut off.
 *
 * @throws Error for compressed batches: nobody here makes such
 */
export function messagesIn(bytes: Buffer): StoredMessage[] {
  const messages: StoredMessage[] = [];
  for (let from = 0; from + headBytes <= bytes.length;) {
    const length = 12 + bytes.readInt32BE(from + 8);
    if (from + length > bytes.length) break;
    messages.push(...messagesOf(bytes.subarray(from, from + length)));
    from += length;
  }
  return messages;
}

function messagesOf(batch: Buffer): StoredMessage[] {
  const attributes = batch.readInt16BE(checkedFrom);
  if ((attributes & 0x07) !== 0) throw new Error('a compressed batch');
  const base = Number(batch.readBigInt64BE(0));
  const reader = new Reader(batch.subarray(headBytes));
  return Array.from({ length: batch.readInt32BE(57) }, () => messageAt(reader, base));
}

function messageAt(reader: Reader, base: number): StoredMessage {
  const signed = (): number => unzigzag(reader.varint());
  signed(); // its length
  reader.int8();
  signed(); // its time
  const offset = base + signed();
  const key = reader.bytes(signed()).toString();
  const value = reader.bytes(signed()).toString();
  for (let headers = signed(); headers > 0; headers -= 1) {
    reader.bytes(signed());
    reader.bytes(signed());
  }
  return { offset, key, value };
}
