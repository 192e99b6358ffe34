import { expect, test } from 'vitest';
import { batchOf, batchOfAll, messagesIn } from '../../../../src/components/kafka/drill/batch.ts';
import { crc32c } from '../../../../src/components/kafka/drill/crc32c.ts';
import { unzigzag, varint } from '../../../../src/components/kafka/drill/varint.ts';

const message = { key: 'kafka/probe', value: '17 2500', createdAt: 1_800_000_000_000 };

/** As a broker stores it: it writes the offset into the batch. */
function stored(offset: number, value = message.value): Buffer {
  const batch = batchOf({ ...message, value });
  batch.writeBigInt64BE(BigInt(offset), 0);
  return batch;
}

test('a batch says its length, has a checksum of all behind it, and carries who sent it', () => {
  const batch = batchOf(message, { id: 4711n, epoch: 2, sequence: 9 });
  expect(batch.readInt32BE(8)).toBe(batch.length - 12);
  expect(batch.readUInt32BE(17)).toBe(crc32c(batch.subarray(21)));
  expect([batch.readBigInt64BE(43), batch.readInt16BE(51), batch.readInt32BE(53)]).toEqual([4711n, 2, 9]);
});

test('without a stamp it belongs to no producer', () => {
  const batch = batchOf(message);
  expect([batch.readBigInt64BE(43), batch.readInt16BE(51), batch.readInt32BE(53)]).toEqual([-1n, -1, -1]);
});

test('messages are read back in order with their offsets; what is cut off is left out', () => {
  const bytes = Buffer.concat([stored(5), stored(6, '18 2550'), stored(7).subarray(0, 70)]);
  expect(messagesIn(bytes)).toEqual([
    { offset: 5, key: 'kafka/probe', value: '17 2500' },
    { offset: 6, key: 'kafka/probe', value: '18 2550' },
  ]);
});

test('several in one batch follow each other by their offsets', () => {
  const messages = ['1 0', '2 5', '3 9'].map((value) => ({ key: 'kafka/flood', value }));
  const batch = batchOfAll(messages, message.createdAt, { id: 1n, epoch: 0, sequence: 40 });
  batch.writeBigInt64BE(70n, 0);
  expect(batch.readInt32BE(23)).toBe(2);
  expect(batch.readUInt32BE(17)).toBe(crc32c(batch.subarray(21)));
  expect(messagesIn(batch)).toEqual(messages.map((one, index) => ({ ...one, offset: 70 + index })));
});

test('a compressed batch is refused', () => {
  const batch = stored(0);
  batch.writeInt16BE(2, 21);
  expect(() => messagesIn(batch)).toThrow('a compressed batch');
});

test.each([0, 1, -1, 63, -64, 64, 300, -70_000])('zigzag of %i', (value) => {
  const bytes = [...varint(value)];
  const plain = bytes.reduce((sum, byte, index) => sum + (byte & 0x7f) * 2 ** (7 * index), 0);
  expect(unzigzag(plain)).toBe(value);
});
