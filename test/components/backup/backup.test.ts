import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/components/backup/observe.ts';
import { backupSchema } from '../../../src/components/backup/schema.ts';

describe('where backups may go', () => {
  test.each([
    './backups',
    '/srv/backups',
    'sftp:user@host:/srv',
    's3:s3.example.com/bucket',
    'rest:https://host/repo',
  ])('%s', (to) => {
    expect(backupSchema.safeParse({ to }).success).toBe(true);
  });

  test.each([
    'backups',
    '../backups',
    './a/../../b',
    '/srv:ro',
    'ftp:host',
    'rest:https://me:secret@host/',
    './a\u0000',
  ])('not %j', (to) => {
    expect(backupSchema.safeParse({ to }).success).toBe(false);
  });
});

test('seven days, and the newest three, unless the spec says otherwise', () => {
  expect(backupSchema.parse({})).toEqual({
    schedule: '0 3 * * *',
    keep: { last: 3, daily: 7, weekly: 0, monthly: 0 },
  });
});

describe('status', () => {
  const now = new Date('2026-01-31T12:00:00Z');
  const well = (state: Parameters<typeof judge>[0]): boolean[] =>
    judge(state, '0 3 * * *', now).facts.map((fact) => fact.well);
  const success = (at: string) => ({ success: { id: 'x', at } });

  test('a young stack misses nothing yet, an old one does', () => {
    expect(well({ since: '2026-01-30T12:00:00Z' })).toEqual([true, true]);
    expect(well({ since: '2026-01-29T12:00:00Z' })).toEqual([false, true]);
  });

  test('the backup before the last due one is late enough', () => {
    expect(well(success('2026-01-30T03:00:20Z'))).toEqual([true, true]);
    expect(well(success('2026-01-30T02:59:00Z'))).toEqual([false, true]);
  });

  test('a failed attempt is ill until one succeeds', () => {
    const attempt = { id: 'y', at: '2026-01-31T03:00:00Z', good: false, milliseconds: 1, message: 'full' };
    const seen = judge({ ...success('2026-01-30T03:00:20Z'), attempt }, '0 3 * * *', now);
    expect(seen.facts[0]).toEqual({ well: false, text: 'the backup of 2026-01-31T03:00:00Z failed: full' });
  });

  test('a restore that was broken off', () => {
    expect(judge({ restoring: 'x' }, '0 3 * * *', now).facts[0]).toMatchObject({ well: false });
  });
});
