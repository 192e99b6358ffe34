import { expect, test } from 'vitest';
import { frugalityOf } from '../../../src/bench/redis/report.ts';
import { rowsOf, type ModeResult, type Sample } from '../../../src/bench/redis/run.ts';
import { spreadOf } from '../../../src/bench/redis/statistics.ts';

const samples = (...values: number[]): Sample[] => values.map((value) => ({ value, cpu: value / 100 }));

test('a ratio is taken within its round, and its median is what must be reached', () => {
  const mode = { unit: 'commands/s', reach: { slow: 2, fast: 2 } } as const;
  const rows = rowsOf(
    mode,
    new Map([
      ['ours', samples(300, 30, 300)],
      ['slow', samples(100, 10, 290)],
      ['fast', samples(200, 20, 10)],
      ['without this mode', []],
    ]),
  );
  expect(rows.map(({ client, ratio, reached }) => [client, ratio?.median, reached])).toEqual([
    ['ours', undefined, undefined],
    ['slow', 3, true],
    ['fast', 1.5, false],
  ]);
  expect(rows[0]).toMatchObject({ value: { median: 300, min: 30, max: 300 }, cpu: 3 });
});

test('of latencies, less is better', () => {
  const mode = { unit: 'us p50', reach: { peer: 1.05 } } as const;
  const reached = (ours: number): boolean | undefined =>
    rowsOf(
      mode,
      new Map([
        ['ours', samples(ours)],
        ['peer', samples(100)],
      ]),
    )[1]?.reached;
  expect([reached(90), reached(105), reached(106)]).toEqual([true, true, false]);
});

test('a spread has a middle, and of nothing there is none', () => {
  expect(spreadOf([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 });
  expect(() => spreadOf([])).toThrow(RangeError);
});

test('what takes least is judged by the median, over every mode with peers', () => {
  const mode = (cast: 'all' | 'acks', ours: number, peer: number): ModeResult => ({
    id: 'x',
    title: 'x',
    unit: 'commands/s',
    cast,
    rows: rowsOf(
      { unit: 'commands/s', reach: {} },
      new Map([
        ['ours', [{ value: 1, cpu: ours }]],
        ['peer', [{ value: 1, cpu: peer }]],
        ['redis-benchmark', [{ value: 1, cpu: undefined }]],
      ]),
    ),
  });
  const allocated = { ours: 900, peer: 3000 };
  expect(frugalityOf({ modes: [mode('all', 1, 2), mode('acks', 2, 1)], allocated })).toEqual({
    cpu: true,
    allocated: true,
  });
  expect(frugalityOf({ modes: [mode('all', 1, 2), mode('all', 2, 1)], allocated }).cpu).toBe(false);
  expect(frugalityOf({ modes: [], allocated: { ours: 2, peer: 1 } }).allocated).toBe(false);
});
