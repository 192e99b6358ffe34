import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  budgetOf,
  floorOf,
  hostFor,
  reserveMiB,
  shareOut,
  totalOf,
  type Demand,
  type Share,
} from '../../src/plan/budget.ts';

const host = (memoryMiB: number) => ({ memoryMiB, cpus: 2, diskMiB: 10_240 });

/** Tiers as components claim them: some fixed, some that grow, some with a number of the spec's own. */
const share = fc
  .record({
    members: fc.integer({ min: 0, max: 9 }),
    least: fc.integer({ min: 1, max: 600 }),
    above: fc.integer({ min: 0, max: 5000 }),
    step: fc.integer({ min: 1, max: 128 }),
    weight: fc.integer({ min: 0, max: 60 }),
    own: fc.option(fc.integer({ min: 1, max: 2000 }), { nil: undefined, freq: 4 }),
    kind: fc.constantFrom('long' as const, 'long' as const, 'once' as const, 'tool' as const),
  })
  .map(({ above, ...rest }) => ({ ...rest, most: rest.least + above }));

const demands: fc.Arbitrary<Demand> = fc.record({
  shares: fc
    .array(share, { minLength: 1, maxLength: 8 })
    .map((shares) => shares.map((one, index): Share => ({ ...one, tier: `tier-${String(index)}` }))),
  jobs: fc
    .array(fc.integer({ min: 1, max: 400 }), { maxLength: 2 })
    .map((sizes) =>
      sizes.map((memoryMiB, index) => ({ name: `job-${String(index)}`, memoryMiB, because: '' })),
    ),
});

/** A demand and a host that its least fits into. */
const fitting = demands.chain((demand) => {
  const least = hostFor(totalOf(demand, floorOf(demand)));
  return fc.record({
    demand: fc.constant(demand),
    memoryMiB: fc.integer({ min: least, max: least + 20_000 }),
  });
});

describe('sharing out', () => {
  test('never gives more than the host has besides the reserve', () => {
    fc.assert(
      fc.property(fitting, ({ demand, memoryMiB }) => {
        const total = totalOf(demand, shareOut(host(memoryMiB), demand));
        expect(total + reserveMiB(memoryMiB)).toBeLessThanOrEqual(memoryMiB);
      }),
      { numRuns: 500 },
    );
  });

  test('never gives a tier less on a bigger host', () => {
    fc.assert(
      fc.property(fitting, fc.integer({ min: 0, max: 5000 }), ({ demand, memoryMiB }, more) => {
        const small = shareOut(host(memoryMiB), demand);
        const big = shareOut(host(memoryMiB + more), demand);
        for (const [tier, limit] of small) expect(big.get(tier), tier).toBeGreaterThanOrEqual(limit);
      }),
      { numRuns: 500 },
    );
  });

  test('gives every tier at least its least and at most its most, in whole steps', () => {
    fc.assert(
      fc.property(fitting, ({ demand, memoryMiB }) => {
        const limits = shareOut(host(memoryMiB), demand);
        for (const { tier, least, most, step, own } of demand.shares) {
          const limit = limits.get(tier) ?? 0;
          if (own !== undefined) {
            expect(limit).toBe(own);
            continue;
          }
          expect(limit).toBeGreaterThanOrEqual(least);
          expect(limit).toBeLessThanOrEqual(Math.max(most, least));
          expect((limit - least) % step).toBe(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is the same every time, and leaves less than the next step would take', () => {
    fc.assert(
      fc.property(fitting, ({ demand, memoryMiB }) => {
        const limits = shareOut(host(memoryMiB), demand);
        expect([...shareOut(host(memoryMiB), demand)]).toEqual([...limits]);
        const left = memoryMiB - reserveMiB(memoryMiB) - totalOf(demand, limits);
        const largest = Math.max(0, ...demand.shares.map(({ step, members }) => step * members));
        const canGrow = demand.shares.some(
          ({ tier, most, step, weight, own, kind, members }) =>
            own === undefined &&
            weight > 0 &&
            kind === 'long' &&
            members > 0 &&
            (limits.get(tier) ?? 0) + step <= most,
        );
        if (canGrow) expect(left).toBeLessThan(largest);
      }),
      { numRuns: 500 },
    );
  });

  test('gives in proportion to the weights', () => {
    const tier = (name: string, weight: number): Share => ({
      ...{ tier: name, kind: 'long', members: 3, least: 100, most: 100_000, step: 4, weight },
      own: undefined,
    });
    const limits = shareOut(host(32_768), { shares: [tier('one', 10), tier('three', 30)], jobs: [] });
    expect(((limits.get('three') ?? 0) - 100) / ((limits.get('one') ?? 0) - 100)).toBeCloseTo(3, 1);
  });
});

describe('the host', () => {
  test('that is named for a total is the smallest that holds it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), (total) => {
        const smallest = hostFor(total);
        expect(smallest - reserveMiB(smallest)).toBeGreaterThanOrEqual(total);
        expect(smallest - 1 - reserveMiB(smallest - 1)).toBeLessThan(total);
      }),
    );
  });

  test('leaves more besides the reserve the bigger it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 512, max: 1_000_000 }), (mib) => {
        expect(mib + 1 - reserveMiB(mib + 1)).toBeGreaterThanOrEqual(mib - reserveMiB(mib));
      }),
    );
  });
});

test('one-shots and jobs share their room: the larger of the two counts', () => {
  const once = (tier: string, least: number): Share => ({
    ...{ tier, kind: 'once', members: 1, least, most: least, step: 1, weight: 0, own: undefined },
  });
  const demand = (job: number): Demand => ({
    shares: [once('a', 100), once('b', 50)],
    jobs: [{ name: 'backup', memoryMiB: job, because: '' }],
  });
  expect(totalOf(demand(10), floorOf(demand(10)))).toBe(150);
  expect(budgetOf(host(4096), demand(256), floorOf(demand(256)))).toMatchObject({
    startMiB: 150,
    totalMiB: 256,
  });
});
