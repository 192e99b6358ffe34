import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSpecFile } from '../../src/commands/spec-file.ts';
import { loadStack, stackNameIn } from '../../src/commands/stack.ts';
import { generateCommand } from '../../src/commands/generate.ts';

let root: string;
let file: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-spec-'));
  file = join(root, 'stack.yaml');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const refused = (message: RegExp) =>
  expect.objectContaining({ code: 'usage', message: expect.stringMatching(message) as string }) as object;

test('gives the bytes as they are, through a symbolic link as well', () => {
  writeFileSync(join(root, 'real.yaml'), Buffer.from([0x6e, 0xff]));
  symlinkSync('real.yaml', file);
  expect([...readSpecFile(root)]).toEqual([0x6e, 0xff]);
});

test('there is none', () => {
  expect(() => readSpecFile(root)).toThrow(refused(/^there is no stack\.yaml in /));
  expect(() => readSpecFile(join(root, 'nowhere'))).toThrow(refused(/^there is no stack\.yaml in /));
});

test('a directory of that name', () => {
  mkdirSync(file);
  expect(() => readSpecFile(root)).toThrow(refused(/is not a file$/));
});

test.skipIf(process.platform === 'win32')(
  'a named pipe that nobody writes to, and a device without an end',
  () => {
    execFileSync('mkfifo', [file]);
    expect(() => readSpecFile(root)).toThrow(refused(/is not a file$/));
    rmSync(file);
    symlinkSync('/dev/zero', file);
    expect(() => readSpecFile(root)).toThrow(refused(/is not a file$/));
  },
);

test('a file of gigabytes is not read to its end', async () => {
  writeFileSync(file, Buffer.alloc(8 * 2 ** 20, '#'));
  expect(readSpecFile(root)).toHaveLength(256 * 1024 + 1);
  await expect(loadStack(root)).rejects.toMatchObject({ message: 'stack.yaml is too large' });
});

test('the stack’s name is the one that was fixed, even when the spec is broken since', async () => {
  writeFileSync(file, 'name: shop\n');
  expect(stackNameIn(root)).toBe('shop');
  await generateCommand({ directory: root });
  writeFileSync(file, 'name: [');
  expect(stackNameIn(root)).toBe('shop');
  rmSync(join(root, 'stack'), { recursive: true });
  expect(() => stackNameIn(root)).toThrow(expect.objectContaining({ code: 'usage' }));
});
