import { describe, expect, test } from 'vitest';
import { oneHolder, overlapsOf, ungrownOf } from '../../../src/drill/checkers/lock.ts';
import type { Operation, Stream } from '../../../src/drill/history.ts';
import { summarize } from '../../../src/drill/summary/summary.ts';
import { historyOf, incident, op, paced, streamOf } from '../histories.ts';

/** Taken at `from`, with its fencing token. */
function holding(from: number, to: number, token: number, more: Partial<Operation> = {}): Operation {
  return op(from - 2, token, { key: 'lock', end: from, held: { from, to }, ...more });
}

function lockOf(operations: readonly Operation[], more: Partial<Stream> = {}): Stream {
  return streamOf(operations, { id: 'redis/lock', kind: 'lock', promise: 'counted', judged: false, ...more });
}

const inTurn = [holding(100, 250, 1), holding(250, 400, 2), holding(500, 650, 3)];

describe('two holders at once', () => {
  test('there are none when each begins when the one before has ended', () => {
    expect(overlapsOf(lockOf(inTurn))).toEqual([]);
  });

  test('one that began before another had ended is found, with its token and time', () => {
    expect(overlapsOf(lockOf([...inTurn, holding(600, 750, 4), holding(800, 950, 5)]))).toEqual([
      { stream: 'redis/lock', key: 'lock', value: 4, at: 600 },
    ]);
  });

  test('in whatever order they were written down, and inside a longer one', () => {
    expect(
      overlapsOf(lockOf([holding(300, 400, 3), holding(150, 200, 2), holding(100, 5100, 1)])),
    ).toMatchObject([{ value: 2 }, { value: 3 }]);
  });

  test.each([
    ['failed', holding(550, 700, 4, { outcome: 'fail' })],
    ['nobody knows of', holding(550, 700, 4, { outcome: 'info' })],
    ['found it taken', op(550, 0, { key: 'lock' })],
    ['took another lock', holding(550, 700, 4, { key: 'other' })],
    ['got it when its lease was over', holding(550, 550, 4)],
  ])('not with one that %s', (_what, operation) => {
    expect(overlapsOf(lockOf([...inTurn, operation]))).toEqual([]);
  });
});

describe('fencing tokens', () => {
  test('grow, with gaps where nobody knows what became of a taking', () => {
    expect(ungrownOf(lockOf([...inTurn, holding(700, 800, 9)]))).toEqual([]);
  });

  test.each([3, 2])('one that is %i after 3 did not grow', (token) => {
    expect(ungrownOf(lockOf([...inTurn, holding(700, 800, token)]))).toEqual([
      { stream: 'redis/lock', key: 'lock', value: token, at: 700 },
    ]);
  });

  test('of another lock count apart, and a try that found it taken has none', () => {
    expect(
      ungrownOf(lockOf([...inTurn, holding(700, 800, 1, { key: 'other' }), op(900, 0, { key: 'lock' })])),
    ).toEqual([]);
  });
});

describe('in a report', () => {
  const name = 'redis.primary:kill';
  const sets = streamOf(paced(0, 16_000));
  const good = [holding(6000, 6150, 1), holding(8000, 8150, 2)];
  const drillOf = (operations: readonly Operation[], more: Partial<Stream> = {}) =>
    summarize(historyOf([sets, lockOf(operations, more)]), new Map([[name, {}]]), new Map());
  const line = (...args: Parameters<typeof drillOf>) =>
    drillOf(...args).drills[0]?.verdicts.find(({ claim }) => claim === 'no two holders of one lock at once');

  test('is a line that says that it is counted only', () => {
    expect(line(good)).toEqual({
      claim: 'no two holders of one lock at once',
      good: true,
      counted: true,
      seen: '0 of 2 holdings overlap, 0 fencing tokens did not grow, in 1 run; counted, not judged: a lock in Redis is a convenience, not a guarantee',
    });
  });

  test('counts an overlap, and fails nothing by it', () => {
    const { drills } = drillOf([...good, holding(8100, 8300, 2)]);
    expect(line([...good, holding(8100, 8300, 2)])?.seen).toContain(
      '1 of 3 holdings overlap, 1 fencing tokens',
    );
    expect(drills[0]).toMatchObject({ outcome: 'passed', streams: [{}, { overlapping: 1, reordered: 1 }] });
    expect(drills[0]?.streams[0]).not.toHaveProperty('overlapping');
  });

  test('fails the drill where the lock promises more', () => {
    expect(line(good, { promise: 'kept' })).toMatchObject({ good: true });
    expect(line([...good, holding(8100, 8300, 3)], { promise: 'kept' })).toMatchObject({ good: false });
    expect(line([...good, holding(8500, 8600, 2)], { promise: 'kept' })).toMatchObject({ good: false });
    expect(line([], { promise: 'kept' })).toMatchObject({ good: false });
    expect(line([], { promise: 'kept' })).not.toHaveProperty('counted');
  });

  test('is not there without a lock', () => {
    expect(oneHolder({ slo: {}, incidents: [incident()], streams: [] })).toBeUndefined();
    const { drills } = summarize(historyOf([sets]), new Map(), new Map());
    expect(drills[0]?.verdicts.map(({ claim }) => claim).join()).not.toContain('lock');
  });

  test('an overlap while nothing is hurt is nobody’s but the lock’s own, and breaks the null run', () => {
    const calm = [holding(15_100, 15_300, 3), holding(15_200, 15_400, 4)];
    expect(drillOf(good).verdicts[0]).toMatchObject({ good: true });
    expect(drillOf([...good, ...calm]).verdicts[0]).toMatchObject({ good: false });
  });
});
