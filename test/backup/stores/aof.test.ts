import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  filesIn,
  holdAof,
  letGo,
  manifestName,
  manifestOf,
} from '../../../src/backup/stores/redis/aof/files.ts';
import { isSettled } from '../../../src/backup/stores/redis/aof/save.ts';

const base = 'file appendonly.aof.3.base.rdb seq 3 type b\n';
const incr = 'file appendonly.aof.4.incr.aof seq 4 type i\n';

describe('a manifest', () => {
  test('the base, then what was appended', () => {
    expect(filesIn(base + incr)).toEqual([
      { name: 'appendonly.aof.3.base.rdb', sequence: 3, type: 'b' },
      { name: 'appendonly.aof.4.incr.aof', sequence: 4, type: 'i' },
    ]);
  });

  test('files that wait to be removed are not part of it, offsets and comments do no harm', () => {
    const text = `# x\n${base}file old.incr.aof seq 2 type h\n${incr.trim()} startoffset 10 endoffset 20\n`;
    const files = filesIn(text);
    expect(files?.map(({ name }) => name)).toEqual([
      'appendonly.aof.3.base.rdb',
      'appendonly.aof.4.incr.aof',
    ]);
    expect(manifestOf(files ?? [])).toBe(base + incr);
  });

  test.each([
    '',
    'no manifest',
    incr,
    `${base}file x`,
    `${base}file ../x seq 4 type i\n`,
    'file "a b" seq 1 type b\n',
  ])('not %j', (text) => {
    expect(filesIn(text)).toBeUndefined();
  });
});

describe('files that are held', () => {
  let directory: string;
  const write = (name: string, text: string): void => {
    writeFileSync(join(directory, name), text);
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'aof-'));
    write(manifestName, base + incr);
    write('appendonly.aof.3.base.rdb', 'base');
    write('appendonly.aof.4.incr.aof', 'appended');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  test('stay readable through a rewrite, and what is appended later is not part of them', async () => {
    const held = (await holdAof(directory)) ?? [];
    write('appendonly.aof.4.incr.aof', 'appended and more');
    write('new', 'file appendonly.aof.5.base.rdb seq 5 type b\n');
    renameSync(join(directory, 'new'), join(directory, manifestName));
    rmSync(join(directory, 'appendonly.aof.3.base.rdb'));
    expect(held.map(({ size }) => size)).toEqual([4, 8]);
    expect(await held[0]?.handle.readFile('utf8')).toBe('base');
    await letGo(held);
  });

  test('not when one has gone already, when there is no manifest, or no directory', async () => {
    rmSync(join(directory, 'appendonly.aof.3.base.rdb'));
    expect(await holdAof(directory)).toBeUndefined();
    rmSync(join(directory, manifestName));
    expect(await holdAof(directory)).toBeUndefined();
    expect(await holdAof(join(directory, 'none'))).toBeUndefined();
    expect(readFileSync(join(directory, 'appendonly.aof.4.incr.aof'), 'utf8')).toBe('appended');
  });
});

describe('all of it is in the files', () => {
  const settled: Record<string, string> = {
    aof_enabled: '1',
    aof_rewrite_in_progress: '0',
    aof_rewrite_scheduled: '0',
    aof_buffer_length: '0',
    aof_last_write_status: 'ok',
    loading: '0',
  };
  const asked = (more: Record<string, string>): boolean =>
    isSettled(new Map(Object.entries({ ...settled, ...more })));

  test('when nothing is under way', () => {
    expect(asked({})).toBe(true);
  });

  test.each(Object.keys(settled))('not otherwise, by %s', (field) => {
    expect(
      asked({ [field]: field === 'aof_enabled' ? '0' : field === 'aof_last_write_status' ? 'err' : '1' }),
    ).toBe(false);
    expect(isSettled(new Map(Object.entries(settled).filter(([name]) => name !== field)))).toBe(false);
  });
});
