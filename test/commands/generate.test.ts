import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generateCommand, type GenerateOptions } from '../../src/commands/generate.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-generate-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});
const put = (path: string, text: string) => {
  writeFileSync(join(root, path), text);
};
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const run = (options: Omit<GenerateOptions, 'directory'> = {}) =>
  generateCommand({ directory: root, ...options });

test('a first run writes the spec and says so, tells no secret, and a second has nothing to do', async () => {
  const first = await run();
  expect(first.good).toBe(true);
  expect(first.lines[0]).toMatch(/There was no stack.yaml/);
  expect(existsSync(join(root, 'compose.yaml'))).toBe(true);
  const secrets = readdirSync(join(root, 'stack/.local/secrets'));
  expect(secrets.length).toBeGreaterThan(3);
  const said = JSON.stringify([first, await run({ dryRun: true })]);
  for (const name of secrets) expect(said).not.toContain(text(`stack/.local/secrets/${name}`));
  const second = await run();
  expect(second.lines).toEqual(['Nothing to do: the bundle is what the spec says.']);
  expect(second.data).toMatchObject({ changes: [] });
});

test('--check answers no on drift and yes without; in a clone without stack/.local as well', async () => {
  put('stack.yaml', 'name: shop\n');
  expect((await run({ check: true })).good).toBe(false);
  expect(readdirSync(root)).toEqual(['stack.yaml']);
  await run();
  expect((await run({ check: true })).good).toBe(true);
  put('stack/base.yaml', 'mine: 1\n');
  expect((await run({ check: true })).good).toBe(false);
  rmSync(join(root, 'stack'), { recursive: true });
  put('stack.yaml', 'name: shop\npublish: false\n');
  await run();
  rmSync(join(root, 'stack/.local'), { recursive: true });
  expect((await run({ check: true })).lines).toEqual(['The bundle is what the spec says.']);
  expect(existsSync(join(root, 'stack/.local'))).toBe(false);
});

test('--dry-run writes nothing and shows the lines that would change', async () => {
  put('stack.yaml', 'name: shop\n');
  await run();
  const before = text('stack/compose.yaml');
  put('stack.yaml', 'name: shop\nredis: false\n');
  const { good, lines } = await run({ dryRun: true });
  expect(good).toBe(true);
  expect(lines.join('\n')).toMatch(/^ {4}- .*redis/m);
  expect(text('stack/compose.yaml')).toBe(before);
});

test('a bad spec writes nothing', async () => {
  put('stack.yaml', 'name: shop\nrediss: 1\n');
  await expect(run()).rejects.toMatchObject({ code: 'usage' });
  expect(readdirSync(root)).toEqual(['stack.yaml']);
});

describe.each(['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'])(
  'with a %s',
  (file) => {
    const mine = '# mine\nservices:\n  web: { image: x } # keep\n';
    beforeEach(() => {
      put('stack.yaml', 'name: shop\n');
    });

    test('it is left alone and not shadowed, and what to paste is said', async () => {
      put(file, mine);
      const { lines } = await run();
      expect(text(file)).toBe(mine);
      expect(readdirSync(root).sort()).toEqual([file, 'stack', 'stack.yaml'].sort());
      expect(lines.join('\n')).toContain('include: [stack/compose.yaml]');
    });

    test('--adopt joins the stack to it once', async () => {
      put(file, mine);
      await run({ adopt: true });
      const adopted = text(file);
      expect(adopted).toContain('include: [stack/compose.yaml]');
      expect(adopted).toContain('web: { image: x } # keep');
      await run({ adopt: true });
      expect(text(file)).toBe(adopted);
    });

    test('`up` refuses one that the stack is no part of, and takes one that includes it', async () => {
      put(file, mine);
      const hint = expect.stringContaining('--adopt') as string;
      await expect(run({ mustJoin: true })).rejects.toMatchObject({ code: 'no', hint });
      expect(existsSync(join(root, 'stack'))).toBe(false);
      await run({ adopt: true });
      expect((await run({ mustJoin: true })).good).toBe(true);
    });

    test('a clash is named and nothing written', async () => {
      put(file, 'services:\n  nginx: { image: x }\n');
      const diagnostics = [expect.objectContaining({ place: `${file}:2:3` })];
      await expect(run()).rejects.toMatchObject({ code: 'usage', diagnostics });
      expect(existsSync(join(root, 'stack'))).toBe(false);
    });
  },
);
