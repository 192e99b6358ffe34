import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeDesktop, osReleaseValue } from '../../src/host/desktop.ts';
import { deviceNumbers } from '../../src/host/disk.ts';
import { lookHere } from '../../src/host/here.ts';

// As `stat -c %d` and /proc/self/mountinfo show them side by side.
test.each([
  [65_024, '254:0'],
  [2_049, '8:1'],
  [66_309, '259:5'],
  [43, '0:43'],
  [1_048_841, '1:265'],
])('device number %s is %s', (dev, numbers) => {
  expect(deviceNumbers(dev)).toBe(numbers);
});

test.runIf(process.platform === 'linux')('this machine, and nothing is left where it was timed', async () => {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-root-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const inside = await lookHere(root);
  expect(inside?.seenFrom).toBe('here');
  expect(inside?.freeDiskMiB).toBeGreaterThan(0);
  expect(inside?.maxMapCount).toBeGreaterThan(0);
  const { rotational, fsyncMs } = inside?.disk ?? {};
  // Only a flag that says no is believed without a look.
  expect(typeof fsyncMs).toBe(rotational === false ? 'undefined' : 'number');
  expect(readdirSync(root)).toEqual([]);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('holdfast-look-'))).toEqual([]);
});

test('a data root that is not here: this is not the engine’s machine', async () => {
  expect(await lookHere('/nowhere/docker')).toBeUndefined();
});

test.each([
  ['ID=debian\nVERSION_ID="12"\n', 'debian', '12'],
  ["NAME='Ubuntu'\nID=ubuntu\nID_LIKE=debian\nVERSION_ID='24.04'", 'ubuntu', '24.04'],
  ['', undefined, undefined],
])('os-release %j', (text, id, version) => {
  expect([osReleaseValue(text, 'ID'), osReleaseValue(text, 'VERSION_ID')]).toEqual([id, version]);
});

test('the desktop is the system this runs on', async () => {
  expect(await describeDesktop()).toMatchObject({ platform: process.platform, release: release() });
});
