import { crc32c } from './crc32c.ts';
import { varint } from './varint.ts';

/** Every message ends with its key in this many bytes. */
export const keyBytes = 64;

/**
 * A batch of one large record (Kafka protocol guide, record batch, magic 2) that costs next to nothing to make again
 * with another key: the key stands at the end, so the checksum of all that comes before it is computed once. A client
 * that computes it for every message spends more on that than the brokers do on the messages.
 */
export class LargeBatch {
  /** Of the whole batch. */
  readonly bytes: number;
  readonly #body: Buffer;
  readonly #bodyChecksum: number;

  /**
   * @param filling what the value holds before the key
   * @param createdAt the time of all its records, ms since the epoch
   */
  constructor(filling: Buffer, createdAt: number) {
    this.#body = Buffer.concat([batchHead(createdAt), recordHead(filling.length + keyBytes), filling]);
    this.#bodyChecksum = crc32c(this.#body);
    this.bytes = headBytes + this.#body.length + keyBytes + noHeaders.length;
  }

  /** The batch in pieces, of which the large one is shared. */
  withKey(key: string): readonly Buffer[] {
    const tail = Buffer.concat([Buffer.alloc(keyBytes, ' '), noHeaders]);
    tail.write(key, 'latin1');
    const head = Buffer.alloc(headBytes);
    head.writeInt32BE(this.bytes - 12, 8); // what follows the base offset and this length
    head.writeInt32BE(-1, 12); // leader epoch: unknown
    head.writeInt8(2, 16);
    head.writeUInt32BE(crc32c(tail, this.#bodyChecksum), 17);
    return [head, this.#body, tail];
  }
}

/** Base offset, length, leader epoch, magic and checksum. */
const headBytes = 21;
const noHeaders = Buffer.from([0]);

/** What the checksum covers: attributes, one record, no producer id. */
function batchHead(createdAt: number): Buffer {
  const head = Buffer.alloc(40);
  // First and last: a record without a time is from 1970, and the next look for old ones would delete it.
  head.writeBigInt64BE(BigInt(createdAt), 6);
  head.writeBigInt64BE(BigInt(createdAt), 14);
  head.writeBigInt64BE(-1n, 22); // producer id
  head.writeInt16BE(-1, 30); // its epoch
  head.writeInt32BE(-1, 32); // sequence
  head.writeInt32BE(1, 36); // records
  return head;
}

/** Length, attributes, no key, and the length of the value that follows. */
function recordHead(valueBytes: number): Buffer {
  const inner = Buffer.concat([Buffer.from([0, 0, 0]), varint(-1), varint(valueBytes)]);
  return Buffer.concat([varint(inner.length + valueBytes + noHeaders.length), inner]);
}
