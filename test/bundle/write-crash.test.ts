import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recoverBundle, writeBundle } from '../../src/bundle/write.ts';
import { contentsOf, expected, newBundle, oldBundle } from './write/bundles.ts';
import { injectFault } from './write/faulty-disk.ts';

const work = mkdtempSync(join(tmpdir(), 'holdfast-crash-'));
const child = join(work, 'child.mjs');
const started = join(work, 'started');

beforeAll(() => {
  const entryPoints = [join(import.meta.dirname, 'write/killed-child.ts')];
  buildSync({
    entryPoints,
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  mkdirSync(started);
  writeBundle(started, oldBundle);
});
afterAll(() => {
  rmSync(work, { recursive: true });
});

/** A fresh directory: empty, or holding the old bundle. */
function prepare(name: string, from: 'nothing' | 'old'): string {
  const directory = join(work, name);
  rmSync(directory, { recursive: true, force: true });
  if (from === 'old') cpSync(started, directory, { recursive: true });
  else mkdirSync(directory);
  return directory;
}

function runChild(args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const running = execFile(process.execPath, [child, ...args]);
    running.on('exit', (_, signal) => {
      resolve(signal ?? undefined);
    });
  });
}

/** Runs the child once for every step, two at a time, and hands each killed directory to `inspect`. */
async function killAtEveryStep(
  from: 'nothing' | 'old',
  moment: string,
  inspect: (directory: string) => void,
) {
  let step = 0;
  let done = false;
  let killed = 0;
  const worker = async (): Promise<void> => {
    while (!done) {
      const mine = (step += 1);
      const directory = prepare(`${from}-${moment}-${String(mine)}`, from);
      const signal = await runChild([directory, from === 'old' ? 'new' : 'old', String(mine), moment]);
      if (signal !== 'SIGKILL') done = true;
      else killed += 1;
      inspect(directory);
      rmSync(directory, { recursive: true });
    }
  };
  await Promise.all([worker(), worker()]);
  return killed;
}

describe.each(['before', 'after'])('kill -9 %s every step that changes the disk', (moment) => {
  test('of a change: the old bundle or the new one, then the new one', { timeout: 120_000 }, async () => {
    const seen = { old: 0, new: 0 };
    const killed = await killAtEveryStep('old', moment, (directory) => {
      recoverBundle(directory);
      const contents = contentsOf(directory);
      const isNew = contents['stack/lock.json'] === 'new\n';
      expect(contents).toEqual(expected(isNew ? newBundle : oldBundle));
      seen[isNew ? 'new' : 'old'] += 1;
      writeBundle(directory, newBundle);
      expect(contentsOf(directory)).toEqual(expected(newBundle));
      expect(writeBundle(directory, newBundle).changes).toEqual([]);
    });
    expect(killed).toBeGreaterThan(60);
    expect(seen.old).toBeGreaterThan(20);
    expect(seen.new).toBeGreaterThan(10);
  });

  test(
    'of a first run: nothing or all of it, and the secrets of the first',
    { timeout: 120_000 },
    async () => {
      const killed = await killAtEveryStep('nothing', moment, (directory) => {
        recoverBundle(directory);
        const contents = contentsOf(directory);
        expect([{}, expected(oldBundle)]).toContainEqual(contents);
        writeBundle(directory, oldBundle);
        expect(contentsOf(directory)).toEqual(expected(oldBundle));
      });
      expect(killed).toBeGreaterThan(60);
    },
  );
});

test('a disk that fails at any step leaves a bundle that is whole', () => {
  let step = 0;
  for (let taken = 1; taken > step - 1;) {
    step += 1;
    const directory = prepare('full', 'old');
    const restore = injectFault(step, () => {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', path: 'stack' });
    });
    let thrown: unknown;
    try {
      writeBundle(directory, newBundle);
    } catch (error) {
      thrown = error;
    }
    taken = restore() < step ? -1 : step;
    if (thrown !== undefined)
      expect(thrown).toMatchObject({ code: 'no', message: expect.stringContaining('disk is full') });
    recoverBundle(directory);
    const isNew = readFileSync(join(directory, 'stack/lock.json'), 'utf8') === 'new\n';
    expect(contentsOf(directory)).toEqual(expected(isNew ? newBundle : oldBundle));
  }
  expect(step).toBeGreaterThan(60);
});
