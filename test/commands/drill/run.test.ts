import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { DrillFlags } from '../../../src/commands/drill/entry.ts';
import { addDrillOptions } from '../../../src/commands/drill/options.ts';
import { limitsFor, scriptFor } from '../../../src/commands/drill/run.ts';

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
    ['--minutes', '1001'],
  ])('%s %s is refused', (option, value) => {
    expect(() => flagsOf(option, value)).toThrow(/It is a number/);
  });
});

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
  const options = { warmUp: 5, pace: 1 };

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
