import { expect, test } from 'vitest';
import { Latencies } from '../../../src/drill/rate/latencies.ts';

test('a share of many is known to a tenth, to the bad side', () => {
  const all = new Latencies();
  for (let one = 1; one <= 10_000; one += 1) all.add(one / 100);
  for (const share of [0.5, 0.9, 0.99]) {
    const exact = share * 100;
    expect(all.quantile(share)).toBeGreaterThanOrEqual(exact);
    expect(all.quantile(share)).toBeLessThan(exact * 1.11);
  }
  expect(all.total).toBe(10_000);
  // Not a step for each.
  expect(all.steps.length).toBeLessThan(100);
  expect(all.steps.reduce((sum, [, count]) => sum + count, 0)).toBe(10_000);
});

test('of none there is no share, and what takes no time is the first step', () => {
  const all = new Latencies();
  expect(all.quantile(0.99)).toBeUndefined();
  all.add(0);
  expect(all.quantile(0.99)).toBe(0.05);
});
