import { describe, expect, test } from 'vitest';
import { committed, wholeBatches } from '../../../src/backup/stores/kafka/batches.ts';
import { crc32c } from '../../../src/components/kafka/drill/crc32c.ts';

interface Made {
  readonly offset: number;
  readonly records?: number;
  readonly producer?: number;
  readonly transactional?: boolean;
  /** The end of a transaction: committed or given up. */
  readonly marker?: 'commit' | 'abort';
}

/** A batch by the protocol guide; what its records hold does not matter, a marker's key does. */
function batch({ offset, records = 1, producer = -1, transactional = false, marker }: Made): Buffer {
  const key = Buffer.from([0, 0, 0, marker === 'commit' ? 1 : 0]);
  // Length, attributes, time, offset, key length 4 (zigzag 8), the key, no value, no headers.
  const body =
    marker === undefined
      ? Buffer.from('whatever')
      : Buffer.concat([Buffer.from([18, 0, 0, 0, 8]), key, Buffer.from([1, 0])]);
  const head = Buffer.alloc(61);
  head.writeBigInt64BE(BigInt(offset), 0);
  head.writeInt32BE(49 + body.length, 8);
  head.writeInt8(2, 16);
  head.writeInt16BE((transactional ? 0x10 : 0) | (marker === undefined ? 0 : 0x20), 21);
  head.writeInt32BE(records - 1, 23);
  head.writeBigInt64BE(BigInt(producer), 43);
  head.writeInt32BE(records, 57);
  const bytes = Buffer.concat([head, body]);
  bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17);
  return bytes;
}

const offsets = (made: readonly Made[], aborted: readonly { producer: number; firstOffset: number }[] = []) =>
  committed(wholeBatches(Buffer.concat(made.map(batch))), aborted).map(({ baseOffset }) => baseOffset);

describe('batches in an answer', () => {
  test('are told apart, with their offsets and counts', () => {
    const bytes = Buffer.concat([batch({ offset: 5, records: 3 }), batch({ offset: 8 })]);
    expect(wholeBatches(bytes)).toMatchObject([
      { baseOffset: 5, lastOffset: 7, records: 3 },
      { baseOffset: 8, lastOffset: 8, records: 1 },
    ]);
  });

  test('a last one that is cut off is left for the next answer', () => {
    const bytes = Buffer.concat([batch({ offset: 5 }), batch({ offset: 6 })]);
    for (const cut of [1, 20, 62])
      expect(wholeBatches(bytes.subarray(0, bytes.length - cut))).toHaveLength(1);
  });

  test('a damaged one is refused', () => {
    const bytes = batch({ offset: 5 });
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    expect(() => wholeBatches(bytes)).toThrow(/offset 5 is damaged/);
  });
});

describe('what a reader may see', () => {
  test('no markers, and nothing of a transaction that was given up', () => {
    const made: Made[] = [
      { offset: 0, producer: 7, transactional: true },
      { offset: 1, producer: 8, transactional: true },
      { offset: 2, producer: 7, transactional: true, marker: 'abort' },
      { offset: 3, producer: 7, transactional: true },
      { offset: 4, producer: 8, transactional: true, marker: 'commit' },
      { offset: 5, producer: 7, transactional: true, marker: 'commit' },
      { offset: 6 },
    ];
    expect(offsets(made, [{ producer: 7, firstOffset: 0 }])).toEqual([1, 3, 6]);
  });

  test('a transaction that began before the first batch asked for', () => {
    const made: Made[] = [
      { offset: 10, producer: 7, transactional: true },
      { offset: 11, producer: 7, transactional: true, marker: 'abort' },
      { offset: 12, producer: 7, transactional: true },
    ];
    expect(offsets(made, [{ producer: 7, firstOffset: 2 }])).toEqual([12]);
  });
});
