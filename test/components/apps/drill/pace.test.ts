import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepPace } from '../../../../src/components/apps/drill/pace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('every moment is on the schedule, after a stall too, and none comes after the stop', () => {
  let clock = 100;
  const at: number[] = [];
  const stop = keepPace(
    () => 2.5,
    () => clock,
    (moment) => at.push(moment),
  );
  clock = 103;
  vi.advanceTimersByTime(3);
  // Nothing ran for 10 ms: four moments were missed, and each is made up for as if it had been in time.
  clock = 113;
  vi.advanceTimersByTime(10);
  expect(at).toEqual([100, 102.5, 105, 107.5, 110, 112.5]);
  stop();
  clock = 200;
  vi.advanceTimersByTime(100);
  expect(at).toHaveLength(6);
});

test('a new interval counts from the moment that is next', () => {
  let clock = 0;
  let interval = 2;
  const at: number[] = [];
  const stop = keepPace(
    () => interval,
    () => clock,
    (moment) => at.push(moment),
  );
  interval = 10;
  clock = 15;
  vi.advanceTimersByTime(15);
  expect(at).toEqual([0, 2, 12]);
  stop();
});
