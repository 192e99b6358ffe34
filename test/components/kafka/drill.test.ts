import { describe, expect, test } from 'vitest';
import { crc32c } from '../../../src/components/kafka/drill/crc32c.ts';
import { freeMiB } from '../../../src/components/kafka/drill/disk.ts';
import { keyBytes, LargeBatch } from '../../../src/components/kafka/drill/large-batch.ts';
import { leadersOf } from '../../../src/components/kafka/drill/leaders.ts';
import { leads } from '../../../src/components/kafka/drill/metadata.ts';
import { Reader, Writer } from '../../../src/components/kafka/observe/wire.ts';

test('CRC-32C of the check value (RFC 3720, B.4), at once and in two parts', () => {
  const [whole, first, second] = ['123456789', '1234', '56789'].map((text) => Buffer.from(text));
  expect(crc32c(whole!)).toBe(0xe3069283);
  expect(crc32c(second!, crc32c(first!))).toBe(0xe3069283);
});

describe('a large batch', () => {
  const batch = new LargeBatch(Buffer.alloc(1000, 'x'), 1_800_000_000_000);
  const bytes = (key: string): Buffer => Buffer.concat([...batch.withKey(key)]);

  test('says its own length and has the checksum of all behind it', () => {
    const made = bytes('a');
    expect(made).toHaveLength(batch.bytes);
    expect(made.readInt32BE(8)).toBe(made.length - 12);
    expect(made.readUInt32BE(17)).toBe(crc32c(made.subarray(21)));
  });

  test('has a time, or Kafka would delete it as too old', () => {
    const made = bytes('a');
    expect([made.readBigInt64BE(21 + 6), made.readBigInt64BE(21 + 14)]).toEqual(
      Array(2).fill(1_800_000_000_000n),
    );
  });

  test('differs by key only where the checksum and the key stand', () => {
    const [a, b] = [bytes('a'), bytes('b')];
    const different = [...a.keys()].filter((index) => a[index] !== b[index]);
    expect(different.filter((index) => index >= 21)).toEqual([a.length - 1 - keyBytes]);
    expect(different.filter((index) => index < 21).every((index) => index >= 17)).toBe(true);
  });
});

describe('who leads', () => {
  test('is read from Metadata 7 with the epochs', () => {
    const nodes = new Writer().int32(1).int32(1).string('10.70.1.31').int32(9092).int16(-1);
    const partition = (id: number) =>
      new Writer()
        .int16(0)
        .int32(id)
        .int32(1)
        .int32(5 + id)
        .int32(1)
        .int32(1)
        .int32(1)
        .int32(1)
        .int32(0)
        .bytes();
    const answer = Buffer.concat([
      new Writer().int32(0).bytes(),
      nodes.bytes(),
      new Writer().int16(-1).int32(1).int32(1).int16(0).string('orders').int8(0).int32(2).bytes(),
      partition(0),
      partition(1),
    ]);
    expect(leads.read(new Reader(answer))).toEqual([
      { topic: 'orders', partition: 0, leader: 1, epoch: 5 },
      { topic: 'orders', partition: 1, leader: 1, epoch: 6 },
    ]);
  });

  test('is told topic by topic, but not of the topics of a drill', () => {
    const quorum = { leader: 2, epoch: 7, voters: [] };
    const partitions = [
      { topic: 'orders', partition: 1, leader: 3, epoch: 4 },
      { topic: 'orders', partition: 0, leader: 1, epoch: 0 },
      { topic: 'holdfast.drill.1', partition: 0, leader: 1, epoch: 0 },
    ];
    expect([...leadersOf(quorum, partitions)]).toEqual([
      ['kafka controller', 'kafka-2 (epoch 7)'],
      ['topic orders', '1/0 3/4'],
    ]);
  });
});

test('free disk, as df tells it', () => {
  const text =
    'Filesystem     1048576-blocks  Used Available Capacity Mounted on\n/dev/vda               253871 15000     77000      17% /data/kafka-1\n';
  expect(freeMiB(text)).toBe(77_000);
  expect(freeMiB('df: not found')).toBeUndefined();
});
