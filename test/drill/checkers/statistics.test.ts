import { expect, test } from 'vitest';
import { median, nearestRank } from '../../../src/drill/checkers/statistics.ts';

test.each([
  [[], 0.95, undefined],
  [[7], 0.95, 7],
  [[3, 1, 2], 0.5, 2],
  [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.95, 10],
  [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.5, 5],
])('the nearest rank of %j at %d', (samples, share, rank) => {
  expect(nearestRank(samples, share)).toBe(rank);
});

test('the median of an even number is the longer of the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(3);
  expect(median([3, 1, 2])).toBe(2);
  expect(median([])).toBeUndefined();
});
