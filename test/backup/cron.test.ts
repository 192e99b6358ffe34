import { describe, expect, test } from 'vitest';
import { dueAfter, dueBefore, isDue, parseCron } from '../../src/backup/cron.ts';

const at = (text: string): Date => new Date(`${text}:00Z`);
const after = (line: string, from: string): string | undefined =>
  dueAfter(parseCron(line)!, at(from))?.toISOString().slice(0, 16);
const before = (line: string, from: string): string | undefined =>
  dueBefore(parseCron(line)!, at(from))?.toISOString().slice(0, 16);

describe('the next minute', () => {
  test.each([
    ['0 3 * * *', '2026-01-31T02:59', '2026-01-31T03:00'],
    ['0 3 * * *', '2026-01-31T03:00', '2026-02-01T03:00'],
    ['*/15 * * * *', '2026-01-31T23:46', '2026-02-01T00:00'],
    ['5/20 * * * *', '2026-01-31T10:05', '2026-01-31T10:25'],
    ['30 8-10/2 * * *', '2026-01-31T08:30', '2026-01-31T10:30'],
    ['0 0 29 2 *', '2026-01-31T00:00', '2028-02-29T00:00'],
    ['0 0 * * 7', '2026-01-31T00:00', '2026-02-01T00:00'],
    ['0 0 * * 1-5', '2026-01-31T00:00', '2026-02-02T00:00'],
    // Either will do where both are limited: the 13th, or a Friday.
    ['0 0 13 * 5', '2026-02-06T00:00', '2026-02-13T00:00'],
    ['0 0 13 * 5', '2026-02-13T00:00', '2026-02-20T00:00'],
    ['0 0 1,15 6 *', '2026-06-01T00:00', '2026-06-15T00:00'],
  ])('%s after %s', (line, from, due) => {
    expect(after(line, from)).toBe(due);
  });
});

test.each([
  ['0 3 * * *', '2026-01-31T03:00', '2026-01-31T03:00'],
  ['0 3 * * *', '2026-01-31T02:59', '2026-01-30T03:00'],
  ['0 0 29 2 *', '2026-01-31T00:00', '2024-02-29T00:00'],
])('the last minute of %s up to %s', (line, from, due) => {
  expect(before(line, from)).toBe(due);
});

test('it is due in its minute, whatever the second', () => {
  const schedule = parseCron('0 3 * * *')!;
  expect(isDue(schedule, new Date('2026-01-31T03:00:59Z'))).toBe(true);
  expect(isDue(schedule, new Date('2026-01-31T03:01:00Z'))).toBe(false);
});

test.each([
  '',
  '0 3 * *',
  '0 3 * * * *',
  '60 3 * * *',
  '0 24 * * *',
  '0 3 0 * *',
  '0 3 * 13 *',
  '0 3 * * 8',
  '0 3 5-2 * *',
  '0 */0 * * *',
  '0 3 30 2 *',
  'a 3 * * *',
  '@daily',
])('%j is no schedule', (line) => {
  expect(parseCron(line)).toBeUndefined();
});
