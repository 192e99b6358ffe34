import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { identityFiles } from '../../src/bundle/identity-files.ts';
import { compareBundle, writeBundle } from '../../src/bundle/write.ts';
import { isDrift } from '../../src/bundle/write/diff.ts';
import { contentsOf, expected, generated, identity, newBundle, oldBundle } from './write/bundles.ts';
import { injectFault, withoutSyncing } from './write/faulty-disk.ts';

const conf = 'stack/config/redis/redis.conf';
let root: string;
let syncAgain: () => void;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-write-'));
  syncAgain = withoutSyncing();
});
afterEach(() => {
  syncAgain();
  rmSync(root, { recursive: true });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const kinds = (bundle: Bundle) =>
  Object.fromEntries(writeBundle(root, bundle).changes.map(({ path, kind }) => [path, kind]));

test('an unchanged run takes not one step on the disk', () => {
  writeBundle(root, oldBundle);
  const restore = injectFault(0, (_, run) => run());
  const { changes } = writeBundle(root, oldBundle);
  expect(restore()).toBe(0);
  expect(changes).toEqual([]);
});

describe('a file that the user edited', () => {
  test('is kept, the new one lands beside it, and every run says so', () => {
    writeBundle(root, oldBundle);
    put(conf, 'mine\n');
    expect(kinds(oldBundle)[conf]).toBe('edited');
    expect(kinds(newBundle)[conf]).toBe('beside');
    expect([text(conf), text(`${conf}.new`)]).toEqual(['mine\n', 'port 2\n']);
    expect(kinds(newBundle)).toEqual({ [conf]: 'edited' });
    expect(isDrift(compareBundle(root, newBundle))).toBe(true);
  });

  test('is ours again when the edit is undone', () => {
    writeBundle(root, oldBundle);
    put(conf, 'mine\n');
    writeBundle(root, newBundle);
    put(conf, 'port 1\n');
    expect(kinds(newBundle)[conf]).toBe('replace');
    expect(text(conf)).toBe('port 2\n');
  });

  test('stays when the bundle no longer has it; an unedited one goes, with its directory', () => {
    writeBundle(root, { files: [generated('stack/config/gone/two.conf', 'two\n'), ...oldBundle.files] });
    put('stack/config/gone/only.conf', 'mine\n');
    expect(kinds(newBundle)).toMatchObject({
      'stack/config/gone/only.conf': 'left',
      'stack/config/gone/two.conf': 'remove',
    });
    expect(text('stack/config/gone/only.conf')).toBe('mine\n');
    rmSync(join(root, 'stack'), { recursive: true });
    writeBundle(root, oldBundle);
    writeBundle(root, newBundle);
    expect(statSync(join(root, 'stack/config/gone'), { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('what is in the way is named', () => {
  test.each([
    'stack',
    'stack/.local',
    'stack/.local/secrets',
    'stack/config',
    conf,
    `${conf}.new`,
    'stack/.local/lock',
  ])('a symbolic link at %s; nothing is written through it', (path) => {
    const outside = mkdtempSync(join(tmpdir(), 'holdfast-outside-'));
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(outside, join(root, path));
    const message = expect.stringContaining(`${path} is a symbolic link`) as string;
    expect(() => writeBundle(root, oldBundle)).toThrow(expect.objectContaining({ code: 'usage', message }));
    expect(contentsOf(outside)).toEqual({});
    rmSync(outside, { recursive: true });
  });

  test('a file where a directory belongs, and a directory where a file belongs', () => {
    put('stack/config', 'a file');
    const error = {
      name: 'StackError',
      code: 'usage',
      hint: expect.stringContaining('Move it away') as string,
    };
    expect(() => writeBundle(root, oldBundle)).toThrow(expect.objectContaining(error));
    rmSync(join(root, 'stack'), { recursive: true });
    mkdirSync(join(root, conf), { recursive: true });
    expect(() => writeBundle(root, oldBundle)).toThrow(expect.objectContaining(error));
    expect(contentsOf(root)).toEqual({});
  });

  test('a directory that may not be written', () => {
    const restore = injectFault(1, () => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES', path: root });
    });
    const error = {
      name: 'StackError',
      code: 'no',
      message: expect.stringContaining('may not be written') as string,
    };
    try {
      expect(() => writeBundle(root, oldBundle)).toThrow(expect.objectContaining(error));
    } finally {
      restore();
    }
  });
});

test.each([0o000, 0o022, 0o077])('modes are as wanted under umask %o', (mask) => {
  const before = process.umask(mask);
  try {
    writeBundle(root, oldBundle);
  } finally {
    process.umask(before);
  }
  const mode = (path: string) => (statSync(join(root, path)).mode & 0o777).toString(8);
  expect(mode('stack')).toBe('755');
  expect(mode('stack/.local')).toBe('700');
  expect(mode('stack/.local/secrets')).toBe('700');
  expect(mode('stack/.local/secrets/redis-app-password')).toBe('444');
  expect(mode('stack/images/redis/start.sh')).toBe('755');
  expect(mode(conf)).toBe('644');
});

test('a secret is never rewritten, and not quoted either', () => {
  writeBundle(root, oldBundle);
  const other = { ...identity, secrets: { 'redis-app-password': 'another-value' } };
  const attempt = () => writeBundle(root, { files: identityFiles(other) });
  expect(attempt).toThrow(expect.objectContaining({ code: 'no' }));
  expect(attempt).not.toThrow(/another-value|one-secret/);
  expect(text('stack/.local/secrets/redis-app-password')).toBe('one-secret');
});

test('a second generator is refused while a living one holds the lock', () => {
  const inner: unknown[] = [];
  const restore = injectFault(12, (_, run) => {
    // The parent of this process lives: a lock in its name is held.
    const pid = process.ppid;
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    writeFileSync(join(root, 'stack/.local/lock'), `${String(pid)} ${started}\n`);
    try {
      writeBundle(root, newBundle);
    } catch (error) {
      inner.push(error);
    }
    return run();
  });
  writeBundle(root, oldBundle);
  restore();
  expect(inner).toEqual([
    expect.objectContaining({ code: 'no', message: expect.stringContaining('Another generate') as string }),
  ]);
  expect(contentsOf(root)).toEqual(expected(oldBundle));
});

describe('a clone of what a team mate committed', () => {
  beforeEach(() => {
    writeBundle(root, oldBundle);
    rmSync(join(root, 'stack/.local'), { recursive: true });
  });

  test('is no drift by lacking what never leaves a machine; a changed spec is', () => {
    expect(isDrift(compareBundle(root, oldBundle))).toBe(false);
    expect(isDrift(compareBundle(root, newBundle))).toBe(true);
    rmSync(join(root, conf));
    expect(isDrift(compareBundle(root, oldBundle))).toBe(true);
  });

  test('takes a newer bundle as if it had been generated here, edits kept', () => {
    put('stack/compose.yaml', 'mine\n');
    expect(kinds(newBundle)).toMatchObject({
      [conf]: 'replace',
      'stack/config/gone/only.conf': 'remove',
      'stack/compose.yaml': 'beside',
    });
  });

  test('gives the shared digests no say outside stack/', () => {
    const digests = JSON.parse(text('stack/holdfast.digests.json')) as { files: Record<string, string> };
    put('src/main.ts', 'old\n');
    digests.files['src/main.ts'] = digests.files['stack/lock.json'] ?? '';
    put('stack/holdfast.digests.json', JSON.stringify(digests));
    writeBundle(root, newBundle);
    expect(text('src/main.ts')).toBe('old\n');
  });
});
