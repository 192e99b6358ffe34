import { describe, expect, test } from 'vitest';
import { isSaved } from '../../../../src/backup/stores/kafka/ours.ts';
import type { BatchFile, Manifest, PartitionSaved } from '../../../../src/backup/manifest.ts';
import { savedTopics } from '../../../../src/components/kafka/drill/saved.ts';

const file = (base: number, records: number): BatchFile => ({
  path: `id/0/${String(base).padStart(20, '0')}.batches`,
  bytes: 1,
  records,
  lastOffset: base + records - 1,
});

function of(topics: Readonly<Record<string, readonly Omit<PartitionSaved, 'partition'>[]>>): Manifest {
  const saved = Object.entries(topics).map(([name, partitions]) => [
    name,
    { id: name, config: {}, partitions: partitions.map((one, partition) => ({ partition, ...one })) },
  ]);
  return { kafka: { topics: Object.fromEntries(saved) as object } } as Manifest;
}

describe('what a backup has of the user’s topics', () => {
  test('records of all partitions; none of our own', () => {
    const manifest = of({
      orders: [
        { start: 0, next: 30, files: [file(0, 20), file(20, 10)] },
        { start: 0, next: 5, files: [file(0, 5)] },
        { start: 0, next: 0, files: [] },
      ],
      'holdfast.drill.disaster.w': [{ start: 0, next: 9, files: [file(0, 9)] }],
    });
    expect(savedTopics(manifest)).toEqual([
      { tier: 'kafka', what: 'records of orders', covered: 35, restorable: 35 },
    ]);
  });

  test('offsets without a record count as covered only', () => {
    expect(savedTopics(of({ a: [{ start: 0, next: 30, files: [file(0, 24)] }] }))).toMatchObject([
      { covered: 30, restorable: 24 },
    ]);
  });

  test('records that the topic no longer had when it was saved are not restored', () => {
    expect(savedTopics(of({ a: [{ start: 12, next: 30, files: [file(0, 30)] }] }))).toEqual([
      { tier: 'kafka', what: 'records of a', covered: 18, restorable: 18 },
    ]);
  });

  test('where both is so, only a bound is known', () => {
    expect(savedTopics(of({ a: [{ start: 12, next: 30, files: [file(0, 24)] }] }))).toMatchObject([
      { covered: 18, restorable: 18, atMost: true },
    ]);
  });

  test('a backup without Kafka has nothing of it', () => {
    expect(savedTopics({} as Manifest)).toBeUndefined();
  });
});

test.each([
  ['orders', true],
  ['holdfast', true],
  ['holdfast.proof', false],
  ['holdfast.drill.d3f1', false],
  ['holdfast.drill.disaster.d3f1', true],
])('whether a backup holds %s: %s', (topic, saved) => {
  expect(isSaved(topic)).toBe(saved);
});
