import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { History } from '../../src/drill/history.ts';
import { writeReport } from '../../src/report/write.ts';
import { passed, rich } from './fixture.ts';

const empty: History = { streams: [], incidents: [], notes: [], finals: [], length: 0 };
const noted: History = { ...empty, notes: [{ at: 1, kind: 'role', text: 'é'.repeat(300_000) }] };
const files = ['history.jsonl', 'junit.xml', 'report.html', 'report.json', 'report.md'];

describe('writing a report', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-report-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('makes the directory and says where the page is', () => {
    const out = join(folder, 'a/b');
    expect(writeReport(out, passed, [noted, empty, noted])).toBe(join(out, 'report.html'));
    expect(readdirSync(out).sort()).toEqual(files);
    const lines = readFileSync(join(out, 'history.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      [noted, noted].map(({ notes: [note] }) => ({ type: 'note', ...note })),
    );
  });

  test('replaces these files only', () => {
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    writeReport(folder, rich, [empty]);
    writeReport(folder, passed, [empty]);
    expect(readdirSync(folder).sort()).toEqual([...files, 'notes.txt'].sort());
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'report.json'), 'utf8')).toContain('"outcome": "passed"');
  });

  test.each(files)('a link named %s is refused before anything is written', (name) => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'kept');
    const out = join(folder, 'out');
    mkdirSync(out);
    symlinkSync(victim, join(out, name));
    expect(() => writeReport(out, passed, [empty])).toThrow(/is a symbolic link/);
    expect(readFileSync(victim, 'utf8')).toBe('kept');
    expect(readdirSync(out)).toEqual([name]);
  });

  test('a link for a directory, a file for a directory and a directory for a file are refused', () => {
    symlinkSync(folder, join(folder, 'link'));
    expect(() => writeReport(join(folder, 'link'), passed, [empty])).toThrow(/is a symbolic link/);
    writeFileSync(join(folder, 'file'), '');
    expect(() => writeReport(join(folder, 'file'), passed, [empty])).toThrow(/is in the way/);
    expect(() => writeReport(join(folder, 'file/below'), passed, [empty])).toThrow(/is no directory/);
    mkdirSync(join(folder, 'report.md'));
    expect(() => writeReport(folder, passed, [empty])).toThrow(/report\.md is in the way/);
  });

  test('what fails half way leaves the old file and nothing beside it', () => {
    writeReport(folder, passed, [empty]);
    const broken: History = {
      ...noted,
      get finals(): never {
        throw new Error('read back failed');
      },
    };
    expect(() => writeReport(folder, rich, [broken])).toThrow('read back failed');
    expect(readdirSync(folder).sort()).toEqual(files);
    expect(readFileSync(join(folder, 'history.jsonl'), 'utf8')).toBe('');
    expect(existsSync(join(folder, 'report.html'))).toBe(true);
  });
});
