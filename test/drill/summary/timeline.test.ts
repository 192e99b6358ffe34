import { expect, test } from 'vitest';
import { summarize } from '../../../src/drill/summary/summary.ts';
import { historyOf, incident, op, paced, streamOf } from '../histories.ts';

const operations = [
  ...paced(0, 5000),
  op(5010, 51, { outcome: 'fail' }),
  ...paced(5100, 16_000, {}, 52),
  op(15_000, 999, { end: 15_990 }),
].toSorted((a, b) => a.end - b.end);

test('a run in steps of 100 ms, from 3 s before the fault to its end', () => {
  const notes = [
    { at: 2100, kind: 'role' as const, text: 'redis-1 is primary' },
    { at: 6000, kind: 'role' as const, text: 'redis-2 is primary' },
    { at: 15_500, kind: 'role' as const, text: 'later' },
  ];
  const [drill] = summarize(historyOf([streamOf(operations)], { notes }), new Map(), new Map()).drills;
  const timeline = drill?.timeline;
  expect(timeline).toMatchObject({ run: 1, from: -3000, to: 10_000, step: 100 });
  expect(timeline?.marks.map(({ at, kind }) => [at, kind])).toEqual([
    [-2900, 'role'],
    [0, 'fault'],
    [1000, 'role'],
    [4000, 'heal'],
    [6000, 'whole'],
  ]);
  const [stream] = timeline?.streams ?? [];
  expect(stream?.gap).toEqual({ from: -98, to: 102 });
  expect(stream?.ok).toHaveLength(130);
  expect(stream?.ok.slice(29, 32)).toEqual([1, 0, 1]);
  expect(stream?.failed.slice(29, 32)).toEqual([0, 1, 0]);
  expect(stream?.slowest.slice(29, 32)).toEqual([2, 2, 2]);
});

test('a long run is drawn in fewer steps, and starts with the history when the fault came early', () => {
  const long = incident({ began: 1000, over: 121_000 });
  const [drill] = summarize(
    historyOf([streamOf(operations)], { incidents: [long] }),
    new Map(),
    new Map(),
  ).drills;
  expect(drill?.timeline).toMatchObject({ from: -1000, step: 500 });
  expect(drill?.timeline?.streams[0]?.ok).toHaveLength(242);
  expect(drill?.timeline?.streams[0]?.slowest.at(-1)).toBeNull();
});

test('of three runs the one with the median gap is drawn', () => {
  const runs = [900, 2900, 1900].map((gap, index) => ({
    began: 20_000 * index + 5000,
    gap,
  }));
  const all = runs.flatMap(({ began, gap }) => [
    ...paced(began - 5000, began),
    ...paced(began + gap, began + 15_000),
  ]);
  const incidents = runs.map(({ began }, index) =>
    incident({ run: index + 1, began, bitten: began, healed: began, whole: began, over: began + 10_000 }),
  );
  const [drill] = summarize(historyOf([streamOf(all)], { incidents }), new Map(), new Map()).drills;
  expect(drill?.streams[0]?.gaps).toEqual([1000, 3000, 2000]);
  expect(drill?.timeline?.run).toBe(3);
});
