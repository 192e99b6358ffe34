import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PhaseClock } from '../../../src/drill/limits/phase-clock.ts';
import type { Pressure } from '../../../src/drill/limits/pressure.ts';

const pressure = (name: string): Pressure => ({
  name,
  title: name,
  press: () => Promise.reject(new Error()),
});
const phase = { name: 'all', title: 'all', seconds: 10, pressures: [pressure('a'), pressure('b')] };
const never = new AbortController().signal;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('lasts its seconds when every load has met its limit before', () => {
  const clock = new PhaseClock(phase, never);
  clock.bitten('a');
  clock.bitten('b');
  vi.advanceTimersByTime(9_999);
  expect(clock.over.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(clock.over.aborted).toBe(true);
});

test('goes on until the last load has met its limit', () => {
  const clock = new PhaseClock(phase, never);
  clock.bitten('a');
  vi.advanceTimersByTime(15_000);
  expect(clock.over.aborted).toBe(false);
  clock.bitten('b');
  expect(clock.over.aborted).toBe(true);
});

test('gives up on a load that never meets its limit', () => {
  const clock = new PhaseClock(phase, never, 5_000);
  vi.advanceTimersByTime(14_999);
  expect(clock.over.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(clock.over.aborted).toBe(true);
});

test('is over at once when the user interrupts', () => {
  const user = new AbortController();
  const clock = new PhaseClock(phase, user.signal);
  user.abort();
  expect(clock.over.aborted).toBe(true);
  clock.end();
});
