import { describe, expect, test } from 'vitest';
import type { Measured } from '../../../src/drill/rate/flood.ts';
import { highest, whyNot } from '../../../src/drill/rate/search.ts';

/** A tier that bears so many a second. */
function bearing(limit: number, steps = 100) {
  const tried: number[] = [];
  const measure = (rate: number): Promise<Measured> => {
    tried.push(rate);
    const p99 = rate <= limit ? 3 : 400;
    return Promise.resolve({ issued: rate, ended: rate, bad: 0, p99, underWay: 0 });
  };
  return { tried, found: highest({ measure, more: () => tried.length < steps }) };
}

describe('the highest rate', () => {
  test.each([700, 1000, 9000, 33_000, 70_123])('that is %i is found to a tenth', async (limit) => {
    const { tried, found } = bearing(limit);
    const { rate, above } = await found;
    expect(rate).toBeLessThanOrEqual(limit);
    expect(rate).toBeGreaterThan(limit / 1.1);
    expect(above?.rate).toBeGreaterThan(limit);
    expect(above?.seen).toBe('p99 400 ms');
    expect(tried.length).toBeLessThan(20);
  });

  test('is looked for below where the search begins as well', async () => {
    const { rate } = await bearing(130).found;
    expect(rate).toBeGreaterThan(110);
    expect(rate).toBeLessThanOrEqual(130);
  });

  test('is 0 where nothing is kept, and the search ends', async () => {
    const { tried, found } = bearing(0);
    expect((await found).rate).toBe(0);
    expect(tried.length).toBeLessThan(20);
  });

  test('is what was kept so far when the time is over', async () => {
    const { found } = bearing(70_000, 4);
    expect(await found).toEqual({ rate: 4000, p99: 3, above: undefined });
  });

  test('a rate that was not kept is tried once more: the host may have been busy just then', async () => {
    const tried: number[] = [];
    const measure = (rate: number): Promise<Measured> => {
      tried.push(rate);
      const busy = tried.length === 2;
      return Promise.resolve({ issued: rate, ended: rate, bad: 0, p99: busy ? 90 : 3, underWay: 0 });
    };
    expect((await highest({ measure, more: () => tried.length < 4 })).rate).toBe(2000);
    expect(tried).toEqual([500, 1000, 1000, 2000]);
  });

  test('nobody asks for more than one process can send', async () => {
    const { tried, found } = bearing(Infinity);
    expect((await found).rate).toBeLessThanOrEqual(200_000);
    expect(Math.max(...tried)).toBeLessThanOrEqual(200_000);
  });
});

describe('a rate is not kept', () => {
  const well: Measured = { issued: 1000, ended: 995, bad: 0, p99: 12, underWay: 5 };

  test.each([
    [{}, undefined],
    [{ bad: 2 }, '2 of 995 failed'],
    [{ p99: 50.1 }, 'p99 50 ms'],
    [{ p99: undefined, ended: 0 }, 'nothing was answered'],
    // Those that were answered were quick, and ever more wait.
    [{ ended: 900 }, 'only 900 of 1000 were answered'],
  ])('%j: %s', (more, seen) => {
    expect(whyNot({ ...well, ...more })).toBe(seen);
  });
});
