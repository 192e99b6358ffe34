import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { init, renderInitOutcome, stackNameOf } from '../../src/commands/init.ts';
import { specOf } from '../support/bundle.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-init-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

test('writes a spec named after the directory that means no more than its name', () => {
  const directory = join(root, 'My Shop');
  mkdirSync(directory);
  const outcome = init({ directory });
  expect(outcome).toEqual({ path: 'stack.yaml', name: 'my-shop' });
  expect(specOf(readFileSync(join(directory, 'stack.yaml'), 'utf8'))).toEqual(specOf('name: my-shop'));
  expect(renderInitOutcome(outcome)[0]).toBe('Wrote stack.yaml for a stack named my-shop.');
});

test('never touches a spec that is there', () => {
  writeFileSync(join(root, 'stack.yaml'), 'name: mine\n');
  expect(() => init({ directory: root })).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(readFileSync(join(root, 'stack.yaml'), 'utf8')).toBe('name: mine\n');
});

test('does not write through a symbolic link that leads nowhere', () => {
  symlinkSync(join(root, 'elsewhere'), join(root, 'stack.yaml'));
  init({ directory: root });
  expect(() => readFileSync(join(root, 'elsewhere'))).toThrow('ENOENT');
});

test.each(['nowhere', 'a-file', 'a-file/below'])('says that there is no directory %s', (name) => {
  writeFileSync(join(root, 'a-file'), '');
  const directory = join(root, name);
  const error = { code: 'usage', message: `there is no directory ${directory}` };
  expect(() => init({ directory })).toThrow(expect.objectContaining(error));
});

test.each([
  ['/srv/Shop', 'shop'],
  ['/srv/2nd shop!', 'nd-shop'],
  ['/srv/--x--', 'x'],
  ['/srv/日本', 'stack'],
  ['/', 'stack'],
  [`/srv/${'a'.repeat(30)}-b`, 'a'.repeat(30)],
  ['/srv/__proto__', 'proto'],
])('the directory %s gives the name %s, and the spec takes it', (directory, name) => {
  expect(stackNameOf(directory)).toBe(name);
  expect(specOf(`name: ${name}`).name).toBe(name);
});
