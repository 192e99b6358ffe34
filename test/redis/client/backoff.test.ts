import { expect, test } from 'vitest';
import { pauseAfter } from '../../../src/redis/client/backoff.ts';

test('pauses double up to a cap, and half of each is chance', () => {
  const most = [0, 1, 2, 3, 7, 1000].map((failures) => pauseAfter(failures, {}, 1));
  const least = [0, 1, 2, 3, 7, 1000].map((failures) => pauseAfter(failures, {}, 0));
  expect(most).toEqual([0, 50, 100, 200, 2000, 2000]);
  expect(least).toEqual([0, 25, 50, 100, 1000, 1000]);
  expect(pauseAfter(3, { first: 10, longest: 15 }, 1)).toBe(15);
});
