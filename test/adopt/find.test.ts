import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findComposeFile, projectNameOf, readProject } from '../../src/adopt/find.ts';

const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const pairs = names.flatMap((first, index) =>
  names.slice(index + 1).map((second) => [first, second] as const),
);
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'Holdfast.find-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});
const put = (path: string, text: string) => {
  writeFileSync(join(root, path), text);
};

/** `docker compose config` needs no engine, but the command has to be there. */
const compose = (...words: string[]) =>
  execFileSync('docker', ['compose', ...words], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const hasCompose = (() => {
  try {
    return execFileSync('docker', ['compose', 'version'], { stdio: 'pipe' }).length > 0;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasCompose)('as Compose itself does', () => {
  test.each(pairs)('of %s and %s the same one is taken', (first, second) => {
    put(first, 'services: { first: { image: x } }\n');
    put(second, 'services: { second: { image: x } }\n');
    const taken = compose('config', '--services').trim() === 'first' ? first : second;
    expect(findComposeFile(root)).toBe(taken);
  });

  test('the project has the same name', () => {
    put('compose.yaml', 'services: { first: { image: x } }\n');
    expect((JSON.parse(compose('config', '--format', 'json')) as { name: string }).name).toBe(
      projectNameOf(root),
    );
  });
});

test.each(names)('finds %s', (name) => {
  expect(findComposeFile(root)).toBeUndefined();
  put(name, 'services: {}\n');
  expect(findComposeFile(root)).toBe(name);
});

test('reads what is included, from the including file on, each once and ours never', () => {
  mkdirSync(join(root, 'sub'));
  mkdirSync(join(root, 'stack'));
  put('compose.yaml', 'include: [sub/a.yaml, stack/compose.yaml, missing.yaml]\n');
  put('sub/a.yaml', 'include: [{ path: [b.yaml] }, ../compose.yaml]\n');
  put('sub/b.yaml', 'services: {}\n');
  put('stack/compose.yaml', 'services: {}\n');
  expect(readProject(root, 'compose.yaml').map(({ path }) => path)).toEqual([
    'compose.yaml',
    'sub/a.yaml',
    'sub/b.yaml',
  ]);
});
