import { describe, expect, test } from 'vitest';
import { momentOf } from '../../../src/commands/backup/moment.ts';
import type { StackError } from '../../../src/errors.ts';

const now = new Date('2026-01-31T12:00:30.500Z');

describe('a time', () => {
  test.each([
    ['2026-01-31T12:00:04Z', '2026-01-31T12:00:04Z'],
    ['2026-01-31T12:00:04.999Z', '2026-01-31T12:00:04Z'],
    ['2026-01-31T12:00Z', '2026-01-31T12:00:00Z'],
    ['2026-01-31 12:00', '2026-01-31T12:00:00Z'],
    ['2026-01-31 11:59:59 utc', '2026-01-31T11:59:59Z'],
    ['2026-01-31T13:00:04+01:00', '2026-01-31T12:00:04Z'],
    ['2026-01-31 06:30:00 -0530', '2026-01-31T12:00:00Z'],
    ['2024-02-29 00:00', '2024-02-29T00:00:00Z'],
    ['10 minutes ago', '2026-01-31T11:50:30Z'],
    ['90s ago', '2026-01-31T11:59:00Z'],
    ['2 h', '2026-01-31T10:00:30Z'],
    ['1 day ago', '2026-01-30T12:00:30Z'],
    ['0 seconds ago', '2026-01-31T12:00:30Z'],
  ])('%s', (text, second) => {
    expect(momentOf(text, now)).toBe(second);
  });

  test('does not depend on where this machine is', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    try {
      expect(momentOf('2026-01-31 12:00', now)).toBe('2026-01-31T12:00:00Z');
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });
});

const refusal = (text: string): StackError => {
  try {
    momentOf(text, now);
  } catch (error) {
    return error as StackError;
  }
  throw new Error(`'${text}' was taken for a time`);
};

describe('what is none', () => {
  test.each([
    '',
    'yesterday',
    '2026-01-31',
    '12:00',
    '2026-02-30 12:00',
    '2026-13-01 12:00',
    '2026-01-31 25:00',
    '2026-01-31T12:00:99Z',
    '2026-01-31T12:00:04 CET',
    '1769860804',
    'ten minutes ago',
    '10 weeks ago',
    '-5 minutes ago',
  ])('%j', (text) => {
    expect(refusal(text)).toMatchObject({ code: 'usage', message: `'${text}' is no time` });
  });

  test.each(['2026-01-31T12:00:31Z', '2026-01-31 12:01', '2030-01-01 00:00'])('the future: %s', (text) => {
    expect(refusal(text)).toMatchObject({ code: 'usage' });
    expect(refusal(text).message).toMatch(/UTC has not been yet: it is 2026-01-31 12:00:30 UTC/);
  });
});
