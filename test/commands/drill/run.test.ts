import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { DrillFlags } from '../../../src/commands/drill/entry.ts';
import { addDrillOptions } from '../../../src/commands/drill/options.ts';
import { drillRun, limitsFor, scriptFor } from '../../../src/commands/drill/run.ts';
import { parseStrikes } from '../../../src/drill/aim.ts';
import { StackError } from '../../../src/errors.ts';
import { FakeEngine } from '../../support/fake-engine.ts';
import { plan } from '../../drill/limits/runs.ts';

/** What comes of the words on the command line. */
function flagsOf(...words: readonly string[]): DrillFlags {
  const command = addDrillOptions(new Command('drill')).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  return command.parse(words, { from: 'user' }).opts<DrillFlags>();
}

describe('on the command line', () => {
  test('--calm and --minutes are numbers, and nothing unless said', () => {
    expect(flagsOf('--calm', '30', '--minutes', '15')).toMatchObject({ calm: 30, minutes: 15 });
    expect(flagsOf()).not.toHaveProperty('calm');
    expect(flagsOf()).not.toHaveProperty('minutes');
  });

  test.each([
    ['--calm', '0'],
    ['--calm', '3601'],
    ['--calm', '2.5'],
    ['--calm', 'long'],
    ['--minutes', '0'],
    ['--rate', '0'],
    ['--rate', '200001'],
    ['--rate', 'high'],
    ['--minutes', '1001'],
  ])('%s %s is refused', (option, value) => {
    expect(() => flagsOf(option, value)).toThrow(/It is a number/);
  });
});

describe('the rate', () => {
  const settings = { directory: '/nowhere', out: '/nowhere/out', warmUp: 5, calm: undefined, pace: 1 };
  const quiet = { slos: new Map(), typed: undefined, ask: undefined, live: false, note: () => undefined };

  test('is a number a second or the highest, and no flood unless said', () => {
    expect(flagsOf('--rate', '20000')).toMatchObject({ rate: 20_000 });
    expect(flagsOf('--rate', 'highest')).toMatchObject({ rate: 'highest' });
    expect(flagsOf()).not.toHaveProperty('rate');
  });

  test.each([
    ['redis.primary:kill', ['redis', 'kafka'], true],
    ['kafka.leader:kill', ['kafka'], false],
    ['stack:kill', ['redis', 'kafka'], false],
  ])('%s, with floods of %j only: %s', async (name, loads, good) => {
    const target = {
      name: name.split(':')[0] ?? '',
      about: '',
      among: [],
      loads: name.startsWith('stack') ? ['redis', 'kafka'] : [name.split('.')[0] ?? ''],
      find: () => Promise.reject(new StackError('no', 'the drill has begun')),
    };
    const strikes = parseStrikes([name], [target]);
    const parts = [
      { pressures: [], workload: { name: 'redis', about: '', floods: true, start: never } as const },
    ];
    const signal = AbortSignal.abort(new StackError('interrupted', 'the drill has begun'));
    const context = { plan, engine: new FakeEngine(), secret: () => '', signal };
    const course = { strikes, order: strikes, loads: new Set(loads), short: true };
    const stage = { parts, observers: [], context, faults: [] };
    const progress = () => Promise.reject(new StackError('interrupted', 'the drill has begun'));
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-rate-'));
    const out = join(directory, 'out');
    const options = { ...settings, ...quiet, directory, out, progress, rate: 1000 };
    await expect(drillRun(course, stage, options)).rejects.toMatchObject(
      good
        ? { message: 'the drill has begun' }
        : { code: 'usage', message: expect.stringContaining('--rate has no effect') as string },
    );
    rmSync(directory, { recursive: true });
  });
});

function never(): Promise<never> {
  return Promise.reject(new Error('a load was started'));
}

describe('load between two faults', () => {
  test.each([
    ['2 s unless said', {}, undefined, 2000],
    ['as long as the course has it unless said', { calm: 20_000 }, undefined, 20_000],
    ['what is said', {}, 30, 30_000],
    ['what is said, also below the course’s own', { calm: 20_000 }, 5, 5000],
  ])('is %s', (_what, course, calm, expected) => {
    expect(limitsFor(course, { calm }).calm).toBe(expected);
  });
});

describe('the script', () => {
  const course = { strikes: [], order: [], loads: new Set(['redis']), short: true };
  const options = { warmUp: 5, pace: 1, rate: undefined };

  test('has the usual null run before faults, and nobody looks at who leads', () => {
    expect(scriptFor(course, options)).toMatchObject({ warmUp: 5000, still: false });
  });

  test('of load alone is nothing but the null run, in which who leads is looked at', () => {
    expect(scriptFor({ ...course, alone: 600_000 }, options)).toMatchObject({
      strikes: [],
      loads: new Set(['redis']),
      warmUp: 600_000,
      still: true,
    });
  });
});
