import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { restoringMark } from '../../../src/backup/cold/cold.ts';
import {
  assertOurs,
  digestOf,
  inventoryOf,
  sizeOf,
  stampOf,
} from '../../../src/backup/worker/cold/inventory.ts';

const uid = process.getuid?.() ?? 0;
const then = new Date('2026-01-31T03:00:00Z');

let directory: string;
let volume: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-cold-'));
  volume = join(directory, 'kafka-1');
  mkdirSync(join(volume, 'orders-0'), { recursive: true });
  writeFileSync(join(volume, 'meta.properties'), 'node.id=1\n');
  writeFileSync(join(volume, 'orders-0/00000000000000000000.log'), 'records');
  writeFileSync(join(volume, 'orders-0/00000000000000000000.index'), '');
  truncateSync(join(volume, 'orders-0/00000000000000000000.index'), 2 * 1024 * 1024);
  for (const name of ['orders-0/00000000000000000000.log', 'orders-0', 'meta.properties'])
    utimesSync(join(volume, name), then, then);
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function digest(root = volume): Promise<string> {
  return digestOf(root, await inventoryOf(root));
}

describe('the digest of a volume', () => {
  test('is the same for a copy that kept everything', async () => {
    const copy = join(directory, 'copy');
    cpSync(volume, copy, { recursive: true, preserveTimestamps: true });
    // Copied to the millisecond: a time of nanoseconds is set here by hand, for both.
    for (const root of [volume, copy])
      for (const name of ['orders-0/00000000000000000000.index', 'orders-0'])
        utimesSync(join(root, name), then, then);
    expect(await digest(copy)).toBe(await digest());
  });

  const changes: readonly (readonly [string, () => void])[] = [
    ['contents of the same length', () => { rewrite('recorDs'); }],
    ['a length', () => { rewrite('record'); }],
    ['a time', () => { utimesSync(log(), then, new Date(then.getTime() + 1)); }],
    ['a mode', () => { chmodSync(log(), 0o600); }],
    ['a file more', () => { writeFileSync(join(volume, 'orders-0/leader-epoch-checkpoint'), ''); }],
    ['a file less', () => { rmSync(log()); }],
    ['the mode of the root', () => { chmodSync(volume, 0o700); }],
  ]; // prettier-ignore

  test.each(changes)('is another after %s', async (_what, change) => {
    const before = await digest();
    change();
    expect(await digest()).not.toBe(before);
  });

  test('does not see our mark, nor what is the file system’s own', async () => {
    const before = await digest();
    writeFileSync(join(volume, restoringMark), 'x');
    mkdirSync(join(volume, 'lost+found'));
    expect(await digest()).toBe(before);
  });

  test('counts every byte once, holes as well', async () => {
    const entries = await inventoryOf(volume);
    let counted = 0;
    await digestOf(volume, entries, (count) => (counted += count));
    const { bytes, allocatedBytes } = sizeOf(entries);
    expect(counted).toBe(bytes);
    expect(bytes).toBe(2 * 1024 * 1024 + 'records'.length + 'node.id=1\n'.length);
    expect(allocatedBytes).toBeLessThan(1024 * 1024);
  });
});

test('a file that was written to is found out even when its time was put back', async () => {
  const before = stampOf(await inventoryOf(volume));
  expect(stampOf(await inventoryOf(volume))).toBe(before);
  // The clock of a file system has its own pace.
  await new Promise((resolve) => setTimeout(resolve, 20));
  rewrite('recorDs');
  expect(stampOf(await inventoryOf(volume))).not.toBe(before);
});

test('what is anybody else’s, or no file, is refused with its place', async () => {
  const entries = await inventoryOf(volume);
  expect(() => {
    assertOurs('kafka-1', entries, uid);
  }).not.toThrow();
  expect(() => {
    assertOurs('kafka-1', entries, uid + 1);
  }).toThrow(
    expect.objectContaining({ code: 'no', diagnostics: [expect.objectContaining({ place: 'kafka-1: /' })] }),
  );
  symlinkSync('/etc/passwd', join(volume, 'link'));
  const withLink = await inventoryOf(volume);
  expect(() => {
    assertOurs('kafka-1', withLink, uid);
  }).toThrow(
    expect.objectContaining({ diagnostics: [expect.objectContaining({ place: 'kafka-1: /link' })] }),
  );
});

function log(): string {
  return join(volume, 'orders-0/00000000000000000000.log');
}

function rewrite(text: string): void {
  writeFileSync(log(), text);
  utimesSync(log(), then, then);
}
