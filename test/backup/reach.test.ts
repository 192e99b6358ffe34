import { describe, expect, test } from 'vitest';
import type { Listed } from '../../src/backup/manifest.ts';
import { backupReaching, reachIn, reachTag, reachWords, secondOf } from '../../src/backup/reach.ts';
import type { StackError } from '../../src/errors.ts';

const at = (time: string): string => `2026-01-31T${time}Z`;

function backup(id: string, takenAt: string, from?: string, to?: string): Listed {
  const reach = from === undefined || to === undefined ? {} : { reach: { from: at(from), to: at(to) } };
  return {
    id,
    takenAt: `2026-01-31T${takenAt}.250Z`,
    stack: 'shop',
    snapshot: id,
    verified: false,
    cold: false,
    bytes: 0,
    addedBytes: 0,
    contents: [],
    ...reach,
  };
}

const list = [
  backup('old', '02:00:00'),
  backup('a', '03:00:00', '02:10:00', '03:00:01'),
  backup('b', '06:00:00', '05:00:00', '06:00:01'),
  backup('c', '09:00:00', '02:30:00', '09:00:01'),
  backup('d', '12:00:00', '11:00:00', '12:00:01'),
];

describe('the backup for a second', () => {
  test.each([
    ['02:10:00', 'a'],
    ['03:00:01', 'a'],
    // No longer in it, and the next one does not reach back so far: the one after that does.
    ['03:00:02', 'c'],
    ['05:30:00', 'b'],
    ['09:00:01', 'c'],
    ['11:00:00', 'd'],
  ])('%s: %s', (second, id) => {
    expect(backupReaching(list, at(second), undefined).id).toBe(id);
  });

  test('the order of the list does not matter', () => {
    expect(backupReaching(list.toReversed(), at('05:30:00'), undefined).id).toBe('b');
  });

  test('the named one, where it reaches', () => {
    expect(backupReaching(list, at('05:30:00'), 'c').id).toBe('c');
    expect(() => backupReaching(list, at('05:30:00'), 'a')).toThrow(
      'the backup a does not reach 2026-01-31 05:30:00 UTC exactly',
    );
    expect(() => backupReaching(list, at('05:30:00'), 'x')).toThrow('there is no backup x');
  });
});

function refusal(backups: readonly Listed[], second: string): StackError {
  try {
    backupReaching(backups, at(second), undefined);
  } catch (error) {
    return error as StackError;
  }
  throw new Error(`${second} was reached`);
}

describe('when none reaches it, it is said what there is', () => {
  test('between: the ranges, joined where they overlap, and the last backup before', () => {
    const { code, message, diagnostics, hint } = refusal(list, '10:00:00');
    expect({ code, message }).toEqual({
      code: 'no',
      message: 'no backup reaches 2026-01-31 10:00:00 UTC exactly',
    });
    expect(diagnostics.map((line) => line.message)).toEqual([
      'any second from 2026-01-31 02:10:00 .. 09:00:01 UTC can be reached',
      'any second from 2026-01-31 11:00:00 .. 12:00:01 UTC can be reached',
      'the last backup before it is c, taken 2026-01-31T09:00:00.250Z',
    ]);
    expect(hint).toBe('holdfast restore c brings back that backup as it is');
  });

  test('after the last: a backup now may still reach it', () => {
    expect(refusal(list, '12:30:00').hint).toMatch(
      /^while Redis runs, holdfast backup saves its AOF.*; holdfast restore d brings/,
    );
  });

  test('before all of them, and without any', () => {
    expect(refusal(list, '01:00:00').diagnostics.at(-1)?.message).toBe('no backup was taken before it');
    expect(refusal(list, '01:00:00').hint).toBe('holdfast backups shows what each one reaches');
    expect(refusal([], '01:00:00').hint).toMatch(/^while Redis runs/);
  });

  test('the backup whose own second it is was not taken before it', () => {
    expect(refusal([backup('x', '02:00:00')], '01:59:59').diagnostics.at(-1)?.message).toBe(
      'no backup was taken before it',
    );
    // Taken within that second: it may lack what came in the rest of it.
    expect(refusal([backup('x', '02:00:00')], '02:00:00').diagnostics.at(-1)?.message).toMatch(
      /^the last .* x,/,
    );
  });
});

test('a reach survives as a tag, which has no comma', () => {
  const reach = { from: at('02:10:00'), to: at('03:00:01') };
  expect(reachTag(reach)).not.toContain(',');
  expect(reachIn(['holdfast', reachTag(reach)])).toEqual(reach);
  expect(reachIn(['holdfast'])).toBeUndefined();
});

test('words', () => {
  expect(reachWords({ from: at('02:10:00'), to: at('03:00:01') })).toBe('2026-01-31 02:10:00 .. 03:00:01');
  expect(reachWords({ from: at('02:10:00'), to: '2026-02-01T03:00:01Z' })).toBe(
    '2026-01-31 02:10:00 .. 2026-02-01 03:00:01',
  );
  expect(secondOf(Date.parse('2026-01-31T02:10:00.999Z'))).toBe(at('02:10:00'));
});
