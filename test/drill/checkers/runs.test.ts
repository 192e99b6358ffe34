import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duplicatedOf } from '../../../src/drill/checkers/duplicated.ts';
import { lostOf } from '../../../src/drill/checkers/lost.ts';
import { reorderedOf } from '../../../src/drill/checkers/reordered.ts';
import { growing, valuesOf, within } from '../../../src/drill/checkers/runs.ts';
import type { Final, Run, Stream } from '../../../src/drill/history.ts';

const stream: Stream = {
  id: 'kafka/flood',
  tier: 'kafka',
  client: 'fake',
  title: 'messages',
  kind: 'write',
  view: 'client',
  promise: 'kept',
  judged: false,
  keyed: true,
  interval: 50,
  operations: [],
};

/** A log as runs, as a reader makes them of its values. */
function runsIn(values: readonly number[]): Run[] {
  const runs: [number, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last !== undefined && value === last[1] + 1) last[1] = value;
    else runs.push([value, value]);
  }
  return runs;
}

test('every value of the runs is one of the log, in its order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (values) => {
      expect(valuesOf(runsIn(values))).toEqual(values);
    }),
  );
});

test('whatever a log holds, runs of it say the same of losses, of what is there twice and out of order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 40 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 6 })), { maxLength: 6 }),
      (log, acknowledged) => {
        const operations = acknowledged.map(([value, count], at) => ({
          ...{ key: 't/0', value: value + count, at, end: at + 1, outcome: 'ok' as const },
          count,
        }));
        const own = { ...stream, operations };
        const plain: Final = { kind: 'log', stream: stream.id, values: new Map([['t/0', log]]) };
        const runs: Final = { kind: 'runs', stream: stream.id, values: new Map([['t/0', runsIn(log)]]) };
        for (const of of [lostOf, duplicatedOf, reorderedOf]) expect(of(own, runs)).toEqual(of(own, plain));
      },
    ),
  );
});

test.each([
  [[[1, 10]], true],
  [[[1, 4], [6, 9]], true], // prettier-ignore
  [[[1, 4], [4, 9]], false], // prettier-ignore
  [[[6, 9], [1, 4]], false], // prettier-ignore
] as const)('%j grows: %s', (runs, grows) => {
  expect(growing(runs)).toBe(grows);
});

test('runs that touch are one, in whatever order they are', () => {
  const there = within([[5, 9], [1, 4], [20, 30], [22, 24]]); // prettier-ignore
  expect([there(1, 9), there(9, 10), there(20, 30), there(31, 31), there(0, 1)]).toEqual([
    true,
    false,
    true,
    false,
    false,
  ]);
});
