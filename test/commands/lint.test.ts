import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lintCommand, rulesCommand, type LintOptions } from '../../src/commands/lint.ts';
import type { LintResult } from '../../src/lint/lint.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-lint-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const write = (name: string, text: string): void => {
  writeFileSync(join(directory, name), text);
};
const run = (change: Partial<LintOptions> = {}) =>
  lintCommand({ directory, paths: [], only: [], ignore: [], strict: false, env: {}, ...change });
const found = (change: Partial<LintOptions> = {}): readonly string[] =>
  (run(change).data as LintResult).findings.map(({ rule }) => rule);

const warned = 'services:\n  a: { image: "redis:${TAG:-latest}" }\n';
const broken = 'services:\n  a: { image: redis:7, ports: ["6379:6379"] }\n';

describe('which files', () => {
  it.each(['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'])(
    '%s by itself',
    (name) => {
      write(name, warned);
      expect(run().data).toMatchObject({ files: [`${directory}/${name}`], services: 1 });
    },
  );

  it('the first name that Compose would take, with its override', () => {
    write('docker-compose.yml', 'services: {}');
    write('compose.yaml', warned);
    write('compose.override.yml', 'services:\n  a: { image: redis:7 }\n');
    expect(run().data).toMatchObject({
      files: [`${directory}/compose.yaml`, `${directory}/compose.override.yml`],
    });
    expect(found()).not.toContain('image-latest');
  });

  it('those that are named, without overrides', () => {
    mkdirSync(join(directory, 'deploy'));
    write('deploy/live.yaml', warned);
    write('compose.override.yaml', 'services:\n  a: { image: redis:7 }\n');
    expect(found({ paths: ['deploy/live.yaml'] })).toContain('image-latest');
  });

  it.each([
    [[], /^there is no Compose file in/],
    [['none.yaml'], /none\.yaml cannot be read/],
    [['.'], /cannot be read/],
  ])('refuses %j', (paths, message) => {
    expect(() => run({ paths })).toThrow(message);
  });
});

it('takes variables from the shell before those of .env', () => {
  write('compose.yaml', warned);
  expect(found()).toContain('image-latest');
  write('.env', 'TAG=7.2\n');
  expect(found()).not.toContain('image-latest');
  expect(found({ env: { TAG: 'latest' } })).toContain('image-latest');
});

describe('good is', () => {
  it.each([
    ['no error', warned, false, true],
    ['no warning either, with --strict', warned, true, false],
    ['never with an error', broken, false, false],
  ])('%s', (_what, text, strict, good) => {
    write('compose.yaml', text);
    expect(run({ strict }).good).toBe(good);
  });
});

describe('rules are chosen', () => {
  beforeEach(() => {
    write('compose.yaml', broken);
  });

  it('by --only and --ignore', () => {
    expect(found({ only: ['no-health-check'] })).toEqual(['no-health-check']);
    expect(found({ ignore: ['no-health-check'] })).not.toContain('no-health-check');
    expect(found({ only: ['no-health-check'], ignore: ['no-health-check'] })).toEqual([]);
  });

  it('and unknown ones refused with the nearest', () => {
    expect(() => run({ ignore: ['no-healt-check'] })).toThrow(
      expect.objectContaining({
        code: 'usage',
        diagnostics: [{ message: 'no-healt-check', hint: 'did you mean no-health-check?' }],
      }),
    );
  });
});

it('lists the rules', () => {
  const { good, lines, data } = rulesCommand();
  expect(good).toBe(true);
  expect(lines).toContain('error   kafka-replication-factor');
  expect((data as { rules: readonly { id: string }[] }).rules.map(({ id }) => id)).toContain(
    'sentinel-count',
  );
});
