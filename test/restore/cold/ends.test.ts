import { expect, test } from 'vitest';
import { countOf, shortOf } from '../../../src/restore/cold/ends.ts';

const saved = { orders: { '0': 10, '1': 0 }, __consumer_offsets: { '5': 3 } };

test('where every partition ends as it did, or later, nothing is short', () => {
  expect(shortOf(saved, saved)).toEqual([]);
  expect(shortOf(saved, { ...saved, orders: { '0': 11, '1': 1 }, more: { '0': 1 } })).toEqual([]);
});

test('a partition that ends earlier, and one that is gone, are named', () => {
  expect(shortOf(saved, { orders: { '0': 9 }, __consumer_offsets: { '5': 3 } })).toEqual([
    { place: 'orders/0', message: 'ends at 9, it ended at 10' },
    { place: 'orders/1', message: 'is not there' },
  ]);
});

test('partitions are counted over all topics', () => {
  expect(countOf(saved)).toBe(3);
});
