import { describe, expect, test } from 'vitest';
import { gapsOf } from '../../../src/drill/checkers/gap.ts';
import { lostOf } from '../../../src/drill/checkers/lost.ts';
import { tally } from '../../../src/drill/checkers/tally.ts';
import type { Incident, Operation, Stream, StreamFacts } from '../../../src/drill/history.ts';
import { Ranges, rangeLength } from '../../../src/drill/run/ranges.ts';
import { Recording } from '../../../src/drill/run/recording.ts';

const facts: StreamFacts = {
  id: 'redis/flood',
  tier: 'redis',
  client: 'fake',
  title: 'SET',
  kind: 'write',
  view: 'client',
  promise: 'kept',
  judged: false,
  keyed: false,
  interval: rangeLength,
};

function ranged(operations: readonly Operation[], inRow = true): readonly Operation[] {
  const kept: Operation[] = [];
  const ranges = new Ranges(inRow, (range) => kept.push(range));
  for (const one of operations) ranges.add(one);
  ranges.close();
  return kept;
}

/** Writes of 2 ms each, one every ms, from `from` to `to`, numbered by their time. */
function writes(from: number, to: number, more: Partial<Operation> = {}): Operation[] {
  return Array.from({ length: to - from }, (_, index) => ({
    key: 'a',
    value: from + index + 1,
    at: from + index - 2,
    end: from + index,
    outcome: 'ok',
    ...more,
  }));
}

const stream = (operations: readonly Operation[]): Stream => ({ ...facts, operations });
const incident: Incident = {
  name: 'redis.primary:kill',
  run: 1,
  services: [],
  began: 1000,
  bitten: 1000,
  healed: 3000,
  whole: 3000,
  over: 4000,
  evidence: '',
};

describe('a range', () => {
  test('stands for all that it holds', () => {
    const all = writes(0, 1000);
    const kept = ranged(all);
    expect(kept).toHaveLength(1000 / rangeLength);
    expect(kept.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(1000);
    expect(kept[0]).toMatchObject({ value: 50, at: -2, end: 49, count: 50, slowest: 2 });
  });

  test('ends where the key, the outcome, the reason or the row of values does', () => {
    const [one, two, three, four, five, six] = writes(0, 6) as [
      Operation, Operation, Operation, Operation, Operation, Operation,
    ]; // prettier-ignore
    const odd: Operation[] = [
      one,
      { ...two, key: 'b' },
      { ...three, key: 'b', outcome: 'info', why: 'gone' },
      { ...four, key: 'b', outcome: 'info', why: 'late' },
      { ...five, key: 'b', outcome: 'info', why: 'late' },
      { ...six, key: 'b', value: 99, outcome: 'info', why: 'late' },
    ];
    expect(ranged(odd).map(({ count = 1 }) => count)).toEqual([1, 1, 1, 2, 1]);
    // Requests are answered in any order.
    expect(ranged(odd, false).map(({ count = 1 }) => count)).toEqual([1, 1, 1, 3]);
  });

  test('of what was surely not applied holds all, whatever the values: an outage takes no memory', () => {
    const why = 'too many';
    const refused = writes(0, 40).map((one) => ({ ...one, value: 0, outcome: 'fail' as const, why }));
    expect(ranged(refused)).toMatchObject([{ count: 40, outcome: 'fail' }]);
  });

  test('takes memory by time, not by rate', () => {
    const fast = writes(0, 1000).flatMap((one) =>
      Array.from({ length: 20 }, (_, n) => ({ ...one, value: (one.value - 1) * 20 + n + 1 })),
    );
    const kept = ranged(fast);
    expect(kept).toHaveLength(20);
    expect(JSON.stringify(kept).length).toBeLessThan(20 * 400);
  });
});

describe('what is concluded from ranges is what the operations say', () => {
  const all = [...writes(0, 1000), ...writes(2300, 4000)];

  test('counts', () => {
    const single = tally(stream(all), [incident]);
    const several = tally(stream(ranged(all)), [incident]);
    const total = (counts: typeof single) =>
      [...counts.values()].reduce((sum, { acknowledged }) => sum + acknowledged, 0);
    expect(total(several)).toBe(total(single));
    expect([...several.values()].map(({ slowest }) => slowest)).toEqual([2, 2]);
  });

  test('the gap, to the length of a range', () => {
    const [exact] = gapsOf(stream(all), [incident]);
    const [known] = gapsOf(stream(ranged(all)), [incident]);
    expect(exact!.length).toBe(1301);
    expect(known!.length).toBeGreaterThanOrEqual(exact!.length);
    expect(known!.length).toBeLessThan(exact!.length + rangeLength);
  });

  test('losses in a register and in a log, each one that is missing', () => {
    const register = { kind: 'register', stream: facts.id, values: new Map([['a', 3970]]) } as const;
    const losses = (operations: readonly Operation[]) =>
      lostOf(stream(operations), register)
        .map(({ value }) => value)
        .toSorted((a, b) => (a ?? 0) - (b ?? 0));
    expect(losses(all)).toHaveLength(30);
    expect(losses(ranged(all))).toEqual(losses(all));
    const there = all.map(({ value }) => value).filter((value) => value % 100 !== 7);
    const log = { kind: 'log', stream: facts.id, values: new Map([['a', there]]) } as const;
    expect(lostOf(stream(ranged(all)), log)).toHaveLength(lostOf(stream(all), log).length);
  });

  test('of a counter, how many are missing', () => {
    const counter = { kind: 'counter', stream: facts.id, values: new Map([['a', 2690]]) } as const;
    expect(lostOf(stream(ranged(all)), counter)).toHaveLength(10);
  });
});

test('a recording keeps what was still open when it is read', () => {
  const recording = new Recording();
  const pen = recording.ranges(facts);
  for (const one of writes(0, 10)) pen(one);
  expect(recording.history().streams[0]?.operations).toMatchObject([{ count: 10, value: 10 }]);
  expect(recording.pulse(0).ok.get('redis')).toBe(10);
});
