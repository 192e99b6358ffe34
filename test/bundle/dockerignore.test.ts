import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hidesSecrets, ignoreLists } from '../../src/bundle/dockerignore.ts';
import { generateCommand } from '../../src/commands/generate.ts';
import { bundleOf } from '../support/bundle.ts';

const withApp = (app: string) => `name: shop\nkafka: false\napps: { web: ${app} }\n`;

test.each([
  ['{ build: . }', [['Dockerfile.dockerignore', '.dockerignore']]],
  ['{ build: ./ }', [['Dockerfile.dockerignore', '.dockerignore']]],
  ['{ build: ., dockerfile: docker/web }', [['docker/web.dockerignore', '.dockerignore']]],
  ['{ build: ./app }', []],
  ['{ image: a }', []],
  ['{ demo: true }', []],
])('an app %s looks for %j', (app, lists) => {
  const bundle = bundleOf(withApp(app));
  expect(ignoreLists(bundle)).toEqual(lists);
  const file = bundle.files.find(({ path }) => path === '.dockerignore');
  expect(file !== undefined).toBe(lists.length > 0);
  if (file) expect(hidesSecrets(file.content.toString())).toBe(true);
});

describe('a list of what a build leaves out', () => {
  test.each([
    'stack',
    'stack/',
    '/stack',
    './stack/',
    'stack/**',
    'stack/*',
    'stack/.local',
    '**/.local/',
    '*',
    '**',
    '*\n!src\n!package.json',
    '!stack\nstack',
    '# a comment\r\nnode_modules\r\nstack/\r\n',
    '  stack  ',
  ])('%j keeps the secrets out', (list) => {
    expect(hidesSecrets(list)).toBe(true);
  });

  test.each([
    '',
    'node_modules\n.git',
    '# stack/',
    'stack/\n!stack',
    '*\n!stack/**',
    '.local',
    'stacks',
    'stack/config',
  ])('%j does not', (list) => {
    expect(hidesSecrets(list)).toBe(false);
  });
});

describe('generate', () => {
  let root: string;
  const list = () => join(root, '.dockerignore');
  const run = (check = false) => generateCommand({ directory: root, check });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'holdfast-ignore-'));
    writeFileSync(join(root, 'stack.yaml'), withApp('{ build: . }'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  test('writes one where there is none, and then it is the user’s', async () => {
    await run();
    expect(readFileSync(list(), 'utf8')).toContain('\nstack/\n');
    writeFileSync(list(), 'node_modules\nstack/\n');
    expect((await run(true)).good).toBe(true);
    await run();
    expect(readFileSync(list(), 'utf8')).toBe('node_modules\nstack/\n');
  });

  test.each(['.dockerignore', 'Dockerfile.dockerignore'])(
    'refuses when a %s of the user’s lets the secrets into the image',
    async (name) => {
      writeFileSync(join(root, name), 'node_modules\n');
      await expect(run()).rejects.toMatchObject({ code: 'usage', hint: `add the line stack/ to ${name}` });
      expect(existsSync(join(root, 'stack'))).toBe(false);
      writeFileSync(join(root, name), 'node_modules\nstack/\n');
      expect((await run()).good).toBe(true);
    },
  );
});
