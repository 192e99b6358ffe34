import { expect, test } from 'vitest';
import { removableCold } from '../../../src/backup/cold/retention.ts';

const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05'];

function removed(last: number, proven: readonly string[] = [], of = days): readonly string[] {
  const cold = of.map((takenAt) => ({ id: takenAt, takenAt, verified: proven.includes(takenAt) }));
  return removableCold(cold, { last })
    .map(({ id }) => id)
    .sort();
}

test('the newest so many stay, whatever day they are of', () => {
  expect(removed(3)).toEqual(['2026-01-01', '2026-01-02']);
  expect(removed(9)).toEqual([]);
});

test('the last one is never removed', () => {
  expect(removed(0)).toEqual(days.slice(0, 4));
  expect(removed(0, [], ['2020-01-01'])).toEqual([]);
});

test('the newest that was proven stays, older proven ones go', () => {
  expect(removed(1, ['2026-01-01', '2026-01-02'])).toEqual(['2026-01-01', '2026-01-03', '2026-01-04']);
});
