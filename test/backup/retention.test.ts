import { expect, test } from 'vitest';
import { removable, type Keep } from '../../src/backup/retention.ts';

const keep = (given: Partial<Keep>): Keep => ({ last: 1, daily: 0, weekly: 0, monthly: 0, ...given });
const backup = (takenAt: string, verified = false) => ({ id: takenAt, takenAt, verified });
const removed = (
  dates: readonly string[],
  keeping: Partial<Keep>,
  verified: readonly string[] = [],
): string[] =>
  removable(
    dates.map((date) => backup(date, verified.includes(date))),
    keep(keeping),
  )
    .map(({ id }) => id)
    .sort();

const hours = ['2026-01-30T03:00Z', '2026-01-31T03:00Z', '2026-01-31T12:00Z', '2026-02-01T03:00Z'];

test('the newest of each day stay, for so many days that have one', () => {
  expect(removed(hours, { daily: 2 })).toEqual(['2026-01-30T03:00Z', '2026-01-31T03:00Z']);
  expect(removed(hours, { daily: 7 })).toEqual(['2026-01-31T03:00Z']);
});

test('the newest stay, whatever day they are of', () => {
  expect(removed(hours, { last: 3 })).toEqual(['2026-01-30T03:00Z']);
  expect(removed(hours, { last: 0 })).toEqual(hours.slice(0, 3));
});

test('weeks begin on Monday, months on the first', () => {
  const days = ['2026-02-01T03:00Z', '2026-02-02T03:00Z', '2026-02-08T03:00Z', '2026-02-09T03:00Z'];
  expect(removed(days, { weekly: 3 })).toEqual(['2026-02-02T03:00Z']);
  expect(removed(hours, { monthly: 2 })).toEqual(['2026-01-30T03:00Z', '2026-01-31T03:00Z']);
});

test('the newest that was proven is never removed, older proven ones are', () => {
  expect(removed(hours, { last: 1 }, ['2026-01-30T03:00Z', '2026-01-31T03:00Z'])).toEqual([
    '2026-01-30T03:00Z',
    '2026-01-31T12:00Z',
  ]);
});
