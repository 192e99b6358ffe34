import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Operation } from '../../../src/drill/history.ts';
import { Flood, type Ended } from '../../../src/drill/rate/flood.ts';

const floods: Flood[] = [];
afterEach(async () => {
  await Promise.all(floods.splice(0).map((flood) => flood.stop()));
});

/** A flood whose operations take so many ms. */
function flooding(takes: () => number, { most = 1000, eased = false } = {}) {
  const seen: Operation[] = [];
  let value = 0;
  const issue = async (): Promise<Ended> => {
    const own = (value += 1);
    await sleep(takes());
    return { key: 'a', value: own, outcome: 'ok' };
  };
  const flood = new Flood({
    now: () => performance.now(),
    pen: (one) => seen.push({ ...one, end: one.end ?? 0 }),
    issue,
    key: () => 'a',
    most,
    eased,
  });
  floods.push(flood);
  return { flood, seen };
}

describe('a flood', () => {
  test('keeps to its rate whether or not anything is answered, and counts from when each was due', async () => {
    const { flood, seen } = flooding(() => 200);
    flood.press(500);
    await sleep(400);
    const { issued, underWay } = flood.take();
    expect(issued).toBeGreaterThan(150);
    expect(issued).toBeLessThan(260);
    expect(underWay).toBeGreaterThan(60);
    await flood.stop();
    const dues = seen.map(({ at }) => at).toSorted((a, b) => a - b);
    for (const [index, due] of dues.slice(1).entries()) expect(due - dues[index]!).toBeCloseTo(2, 6);
    expect(Math.min(...seen.map(({ at, end }) => end - at))).toBeGreaterThan(198);
  });

  test('a stall of this very process is in what the operations took', async () => {
    const { flood, seen } = flooding(() => 0);
    flood.press(200);
    await sleep(50);
    const until = performance.now() + 150;
    while (performance.now() < until);
    await sleep(50);
    expect(Math.max(...seen.map(({ at, end }) => end - at))).toBeGreaterThan(120);
  });

  test('begins no more than so many at a time; what is due beyond that has failed', async () => {
    const { flood, seen } = flooding(() => 300, { most: 10 });
    flood.press(1000);
    await sleep(150);
    const { bad, underWay } = flood.take();
    expect(underWay).toBe(10);
    expect(bad).toBeGreaterThan(50);
    expect(seen[0]).toMatchObject({ key: 'a', outcome: 'fail', why: '10 are still without an answer' });
  });

  test('is not there while nobody looks at the tier, and does not make up for that time', async () => {
    const { flood, seen } = flooding(() => 0, { eased: true });
    flood.press(500);
    await sleep(200);
    expect(seen).toEqual([]);
    flood.ease(false);
    await sleep(100);
    flood.ease(true);
    await sleep(20);
    const count = seen.length;
    expect(count).toBeGreaterThan(20);
    expect(count).toBeLessThan(80);
    await sleep(100);
    expect(seen).toHaveLength(count);
  });

  test('stops when the last one has ended', async () => {
    const { flood, seen } = flooding(() => 100);
    flood.press(1000);
    await vi.waitUntil(() => flood.take().underWay > 5);
    await flood.stop();
    expect(flood.take().underWay).toBe(0);
    const { length } = seen;
    await sleep(50);
    expect(seen).toHaveLength(length);
  });
});
