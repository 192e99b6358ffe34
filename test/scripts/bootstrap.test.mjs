import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { consent } from '../../scripts/bootstrap/consent.mjs';
import { checkNode } from '../../scripts/bootstrap/node-version.mjs';
import { isInstalled } from '../../scripts/bootstrap/packages.mjs';
import { run } from '../../scripts/bootstrap/run.mjs';
import { unexpectedFiles } from '../../scripts/check/packed-files.mjs';
import { add, none, summaryLine } from '../../scripts/test-counts.mjs';

test.each(['20.18.9', '18.20.0'])('Node %s is refused', (version) => {
  expect(() => {
    checkNode(version);
  }).toThrow(/20\.19 or newer/);
});

test.each(['20.19.0', '22.0.0', '24.1.0'])('Node %s is good', (version) => {
  expect(() => {
    checkNode(version);
  }).not.toThrow();
});

describe('packages', () => {
  const wanted = { packages: { '': {}, a: { version: '1.0.0' }, b: { version: '2.0.0', optional: true } } };

  test('the same versions are installed; another platform’s optional package may be absent', () => {
    expect(isInstalled(wanted, { packages: { a: { version: '1.0.0' } } })).toBe(true);
  });

  test('another version or a missing package is not', () => {
    expect(isInstalled(wanted, { packages: { a: { version: '1.0.1' } } })).toBe(false);
    expect(isInstalled(wanted, { packages: {} })).toBe(false);
  });
});

describe('running a command', () => {
  test('a missing program is code 127', async () => {
    expect((await run('no-such-program-here', [])).code).toBe(127);
  });

  test('the limit ends it', async () => {
    const result = await run('sleep', ['30'], { limit: 100 });
    expect(result).toMatchObject({ timedOut: true, code: 137 });
  });
});

describe('consent', () => {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true });

  test('without a terminal it says what it does and goes ahead', async () => {
    const output = new PassThrough();
    await consent('This will:', ['write a file'], { input: new PassThrough(), output });
    expect(String(output.read())).toBe('This will:\n  - write a file\n');
  });

  test.each([
    ['n', false],
    ['', false],
    ['y', true],
    ['yes', true],
  ])('a person who answers %j', async (answer, allowed) => {
    const ci = process.env['CI'];
    delete process.env['CI'];
    try {
      const input = terminal();
      const asked = consent('This will:', [], { input, output: terminal() });
      input.write(`${answer}\n`);
      await (allowed
        ? expect(asked).resolves.toBeUndefined()
        : expect(asked).rejects.toMatchObject({ exitCode: 3 }));
    } finally {
      if (ci !== undefined) process.env['CI'] = ci;
    }
  });
});

test('the last line adds both projects up', () => {
  const total = add({ passed: 2, failed: 0, skipped: 1 }, { ...none, failed: 3 });
  expect(summaryLine(total)).toBe('2 passed, 3 failed, 1 skipped');
});

test('the package holds what it should and nothing else', () => {
  const good = [
    'dist/cli.js',
    'dist/generate.js',
    'dist/index.js',
    'dist/redis.js',
    'dist/prober.mjs',
    'dist/types/index.d.ts',
    'dist/types/redis/index.d.ts',
    'dist/spec.schema.json',
    'README.md',
    'LICENSE',
  ];
  expect(unexpectedFiles(good)).toEqual([]);
  expect(
    unexpectedFiles([...good, 'src/cli.ts', 'dist/cli.js.map', 'examples/01-minimal/stack/.local/secrets/x']),
  ).toHaveLength(3);
  expect(unexpectedFiles(good.slice(1))).toEqual(['dist/cli.js is missing from the package']);
});
