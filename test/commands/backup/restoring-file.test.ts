import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  assertNoneRestoring,
  forgetRestoring,
  mends,
  noteRestoring,
  restoringLeft,
} from '../../../src/commands/backup/restoring-file.ts';
import { StackError } from '../../../src/errors.ts';

const restoring = { origin: '20260131-030000', wayBack: 'holdfast restore 20260131-030000 --yes shop' };

describe('the note of a restore', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'holdfast-restoring-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('stays until the restore has ended, and refuses a start with the way back', () => {
    expect(restoringLeft(directory)).toBeUndefined();
    assertNoneRestoring(directory);
    noteRestoring(directory, restoring);
    expect(restoringLeft(directory)).toEqual(restoring);
    let refused: unknown;
    try {
      assertNoneRestoring(directory);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(StackError);
    expect(refused).toMatchObject({ code: 'no', hint: restoring.wayBack });
    expect(String(refused)).toContain(restoring.origin);
    forgetRestoring(directory);
    assertNoneRestoring(directory);
  });

  it('of a part does not take the place of one of all', () => {
    const part = { ...restoring, wayBack: 'holdfast restore 20260131-030000 --only kafka --yes shop' };
    expect(mends(part, restoring)).toBe(false);
    expect(mends(part, part)).toBe(true);
    expect(mends(part, undefined)).toBe(true);
  });

  it('one that cannot be read names no way back', () => {
    noteRestoring(directory, restoring);
    writeFileSync(join(directory, 'stack/.local/restoring.json'), '{');
    expect(restoringLeft(directory)).toBeUndefined();
  });
});
