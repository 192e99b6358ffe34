import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recoverBundle, writeBundle } from '../../src/bundle/write.ts';
import { contentsOf, expected, newBundle, oldBundle } from './write/bundles.ts';
import { injectFault, injectFaults, withoutSyncing } from './write/faulty-disk.ts';

type Moment = 'before' | 'after';
type Start = 'nothing' | 'old';

const work = mkdtempSync(join(tmpdir(), 'holdfast-crash-'));
const started = join(work, 'started');
let syncAgain: () => void;

beforeAll(() => {
  syncAgain = withoutSyncing();
  mkdirSync(started);
  writeBundle(started, oldBundle);
});
afterAll(() => {
  syncAgain();
  rmSync(work, { recursive: true });
});

/** A fresh directory: empty, or holding the old bundle. */
function prepare(name: string, from: Start): string {
  const directory = join(work, name);
  rmSync(directory, { recursive: true, force: true });
  if (from === 'old') cpSync(started, directory, { recursive: true });
  else mkdirSync(directory);
  return directory;
}

/** Above the highest pid Linux gives out (pid_max, 2^22): a process that is certainly dead. */
const deadPid = 4_194_400;

/**
 * Writes as a process that dies at a step: from there on nothing reaches the disk any more, whatever `finally` and
 * `catch` still try. False when the work was done in fewer steps.
 */
function dieAt(at: number, moment: Moment, work: () => void): boolean {
  const pid = process.pid;
  Object.defineProperty(process, 'pid', { value: deadPid });
  const restore = injectFaults((taken, _, run) => {
    if (taken < at) return run();
    if (taken === at && moment === 'after') run();
    throw new Error('killed');
  });
  try {
    work();
    return false;
  } catch {
    return true;
  } finally {
    const taken = restore();
    Object.defineProperty(process, 'pid', { value: pid });
    expect(taken).toBeGreaterThan(0);
  }
}

/** Dies at every step once and hands each directory to `inspect`; returns the number of deaths. */
function dieAtEveryStep(from: Start, moment: Moment, inspect: (directory: string) => void): number {
  for (let step = 1; ; step += 1) {
    const directory = prepare('killed', from);
    const died = dieAt(step, moment, () => {
      writeBundle(directory, from === 'old' ? newBundle : oldBundle);
    });
    inspect(directory);
    if (!died) return step - 1;
  }
}

/** The old bundle or the new one, and the next run makes it the new one. */
function inspectChange(directory: string): 'old' | 'new' {
  recoverBundle(directory);
  const contents = contentsOf(directory);
  const isNew = contents['stack/lock.json'] === 'new\n';
  expect(contents).toEqual(expected(isNew ? newBundle : oldBundle));
  writeBundle(directory, newBundle);
  expect(contentsOf(directory)).toEqual(expected(newBundle));
  expect(writeBundle(directory, newBundle).changes).toEqual([]);
  return isNew ? 'new' : 'old';
}

/** Nothing or all of it, with the secrets of the first run. */
function inspectFirst(directory: string): void {
  recoverBundle(directory);
  expect([{}, expected(oldBundle)]).toContainEqual(contentsOf(directory));
  writeBundle(directory, oldBundle);
  expect(contentsOf(directory)).toEqual(expected(oldBundle));
}

describe.each(['before', 'after'] as const)('dying %s every step that changes the disk', (moment) => {
  test('of a change: the old bundle or the new one, then the new one', { timeout: 60_000 }, () => {
    const seen = { old: 0, new: 0 };
    const deaths = dieAtEveryStep('old', moment, (directory) => {
      seen[inspectChange(directory)] += 1;
    });
    expect(deaths).toBeGreaterThan(60);
    expect(seen.old).toBeGreaterThan(20);
    expect(seen.new).toBeGreaterThan(10);
  });

  test('of a first run: nothing or all of it', { timeout: 60_000 }, () => {
    expect(dieAtEveryStep('nothing', moment, inspectFirst)).toBeGreaterThan(60);
  });
});

test('a real kill -9 leaves what the simulated one does', { timeout: 60_000 }, async () => {
  const child = join(work, 'child.mjs');
  const entryPoints = [join(import.meta.dirname, 'write/killed-child.ts')];
  buildSync({
    entryPoints,
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  const killed = async (step: number): Promise<void> => {
    const directory = prepare(`child-${String(step)}`, 'old');
    expect(await signalOf([child, directory, 'new', String(step)])).toBe('SIGKILL');
    inspectChange(directory);
  };
  for (const step of [1, 21, 41]) await Promise.all([killed(step), killed(step + 11)]);
});

function signalOf(args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, _, stderr) => {
      resolve(error?.signal ?? `no signal: ${stderr}`);
    });
  });
}

test('a disk that fails at any step leaves a bundle that is whole', { timeout: 60_000 }, () => {
  for (let step = 1; ; step += 1) {
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
    const taken = restore();
    if (thrown !== undefined)
      expect(thrown).toMatchObject({
        code: 'no',
        message: expect.stringContaining('disk is full') as string,
      });
    recoverBundle(directory);
    const isNew = readFileSync(join(directory, 'stack/lock.json'), 'utf8') === 'new\n';
    expect(contentsOf(directory)).toEqual(expected(isNew ? newBundle : oldBundle));
    if (taken >= step) continue;
    expect(thrown).toBeUndefined();
    expect(step).toBeGreaterThan(60);
    return;
  }
});
