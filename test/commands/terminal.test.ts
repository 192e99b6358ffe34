import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { errorData, renderError, tellFailure } from '../../src/commands/failure.ts';
import { paint, plain, plainProgress, seconds } from '../../src/commands/terminal.ts';
import { table } from '../../src/table.ts';
import { StackError } from '../../src/errors.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const badSpec = new StackError('usage', 'stack.yaml has 2 problems', {
  diagnostics: [
    { place: 'stack.yaml:2:1', message: 'unknown key rediss', hint: 'did you mean redis?' },
    { message: 'and 3 more problems' },
  ],
  hint: 'mend them all at once',
});

describe('an error', () => {
  test('is the fact, each place with its own hint, and the hint', () => {
    expect(renderError(badSpec)).toEqual([
      'error: stack.yaml has 2 problems',
      '  stack.yaml:2:1: unknown key rediss',
      '    hint: did you mean redis?',
      '  and 3 more problems',
      'hint: mend them all at once',
    ]);
    expect(renderError(new StackError('engine', 'no engine'))).toEqual(['error: no engine']);
  });

  test('of ours is called a bug, with where it happened and whom to tell', () => {
    const lines = renderError(new TypeError('x is not a function'));
    expect(lines[0]).toBe('bug: x is not a function');
    expect(lines[1]).toMatch(/^ +at .*terminal\.test\.ts/);
    expect(lines.length).toBeLessThanOrEqual(7);
    expect(lines.at(-1)).toMatch(/please report/);
    expect(renderError('just text')[0]).toBe('bug: just text');
  });

  test('as data has the same, and a code to look for', () => {
    expect(errorData(badSpec)).toEqual({
      error: {
        code: 'usage',
        message: badSpec.message,
        hint: badSpec.hint,
        diagnostics: badSpec.diagnostics,
      },
    });
    expect(errorData(new TypeError('x'))).toEqual({
      error: { code: 'bug', message: 'x', diagnostics: [] },
    });
  });

  test.each([
    [false, new StackError('no', 'drift'), 1, 0],
    [true, badSpec, 2, 1],
    [true, new StackError('engine', 'none'), 3, 1],
    [true, new Error('oops'), 70, 1],
    [false, new StackError('interrupted', 'interrupted'), 130, 0],
  ])('with --json %s: %s is exit %i', (json, error, code, documents) => {
    const notes: string[] = [];
    const data: unknown[] = [];
    const terminal = { note: (line: string) => notes.push(line), json: (value: unknown) => data.push(value) };
    expect(tellFailure(error, terminal, json)).toBe(code);
    expect(notes).toEqual(renderError(error));
    expect(data).toHaveLength(documents);
  });
});

describe('colour', () => {
  const stream = (isTTY: boolean) =>
    Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream;

  test('only where a person is looking', () => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('TERM', 'xterm');
    expect(paint('red', 'x', stream(true))).toBe('\u001b[31mx\u001b[39m');
    expect(paint('red', 'x', stream(false))).toBe('x');
  });

  test.each([
    ['NO_COLOR', '1'],
    ['TERM', 'dumb'],
  ])('never with %s=%s', (name, value) => {
    vi.stubEnv(name, value);
    expect(paint('red', 'x', stream(true))).toBe('x');
  });
});

describe('progress without a terminal', () => {
  test('is a line at the start, one for each change, and one with the time', async () => {
    const lines: string[] = [];
    const result = await plainProgress((line) => lines.push(line))('starting', (say) => {
      for (const text of ['1 of 2', '1 of 2', '2 of 2']) say(text);
      return Promise.resolve(7);
    });
    expect(result).toBe(7);
    expect(lines).toEqual([
      'starting ...',
      '  1 of 2',
      '  2 of 2',
      expect.stringMatching(/^starting: 0\.\d s$/) as string,
    ]);
  });

  test('hands a failure on', async () => {
    const progress = plainProgress(() => undefined);
    await expect(progress('x', () => Promise.reject(badSpec))).rejects.toBe(badSpec);
  });
});

test('a table is as wide as its widest cells and leaves no blanks at line ends', () => {
  expect(table([['A', 'LONG', 'C'], ['aaa', 'b', ''], ['a']])).toEqual(['A    LONG  C', 'aaa  b', 'a']);
  expect(table([])).toEqual([]);
});

test('maps and sets are JSON as objects and lists', () => {
  const value = { map: new Map([['a', new Map([['b', 1]])]]), set: new Set([1, 2]), list: [null] };
  expect(JSON.stringify(value, plain)).toBe('{"map":{"a":{"b":1}},"set":[1,2],"list":[null]}');
});

test.each([
  [0, '0.0 s'],
  [949, '0.9 s'],
  [61_000, '61.0 s'],
])('%i ms are %s', (milliseconds, text) => {
  expect(seconds(milliseconds)).toBe(text);
});
