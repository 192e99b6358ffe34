import { describe, expect, test } from 'vitest';
import { withinFailovers } from '../../../src/drill/checkers/failovers.ts';
import type { Led } from '../../../src/drill/history.ts';
import { incident } from '../histories.ts';

const one = { 'redis primary': 'redis-1 (epoch 3)', 'topic orders': '1/0 2/0' };
const two = { ...one, 'redis primary': 'redis-2 (epoch 4)' };
const claim = 'no failover, no leader election';

function verdict(leds: readonly (Led | undefined)[], failovers?: number) {
  const incidents = leds.map((led, index) =>
    incident({ run: index + 1, ...(led === undefined ? {} : { led }) }),
  );
  return withinFailovers({ slo: failovers === undefined ? {} : { failovers }, incidents, streams: [] });
}

describe('nobody lost a lead', () => {
  test('when all led before who lead after, and it says who', () => {
    expect(verdict([{ before: one, after: one }], 0)).toEqual({
      claim,
      good: true,
      seen: '0 failovers, 0 leader elections: redis primary redis-1 (epoch 3), the leaders of 1 topic, in 1 run',
    });
  });

  test.each([
    ['somebody else leads', two, 'run 2: redis primary: redis-1 (epoch 3) -> redis-2 (epoch 4)'],
    [
      'the same leads again, by its epoch',
      { ...one, 'redis primary': 'redis-1 (epoch 5)' },
      'run 2: redis primary: redis-1 (epoch 3) -> redis-1 (epoch 5)',
    ],
    ['a partition moved', { ...one, 'topic orders': '1/0 3/1' }, 'run 2: topic orders: 1/0 2/0 -> 1/0 3/1'],
    [
      'nobody can name one',
      { 'topic orders': '1/0 2/0' },
      'run 2: redis primary: redis-1 (epoch 3) -> nobody',
    ],
    ['nobody answers', null, 'run 2: nobody could say who leads'],
  ])('not when %s', (_what, after, seen) => {
    expect(
      verdict(
        [
          { before: one, after: one },
          { before: one, after },
        ],
        0,
      ),
    ).toEqual({
      claim,
      good: false,
      seen: `${seen}, in 2 runs`,
    });
  });

  test('nor when nobody answered before, or nobody looked', () => {
    expect(verdict([{ before: null, after: one }], 0)).toMatchObject({ good: false });
    expect(verdict([undefined], 0)).toEqual({ claim, good: false, seen: 'nobody looked at who leads' });
  });

  test('a lead that came about in between is no failover', () => {
    expect(verdict([{ before: one, after: { ...one, 'topic new': '1/0' } }], 0)).toMatchObject({
      good: true,
    });
  });

  test('is held to as many as may move', () => {
    expect(verdict([{ before: one, after: two }], 1)).toMatchObject({
      claim: 'at most 1 leads moved',
      good: true,
    });
  });
});

test('what no SLO names is counted, and only where somebody looked', () => {
  expect(verdict([{ before: one, after: two }])).toEqual({
    claim,
    good: true,
    counted: true,
    seen: 'run 1: redis primary: redis-1 (epoch 3) -> redis-2 (epoch 4), in 1 run; counted, not judged',
  });
  expect(verdict([undefined])).toBeUndefined();
  expect(withinFailovers({ slo: { failovers: 0 }, incidents: [], streams: [] })).toBeUndefined();
});
