import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { lookScript, readLook } from '../../src/host/inside.ts';

const printed = `[overcommit]
0
[maps]
65530
[disk]
Filesystem     1024-blocks     Used Available Capacity Mounted on
overlay          264212084 15601796  79899468      17% /
[rotational]
1
[uptime]
25254.86 29478.68
25254.90 29478.70
25255.10 29478.80
`;

describe('what a container prints about the machine under it', () => {
  test('is read as facts; the time to start dd is not the disk’s', () => {
    const inside = readLook(printed);
    expect(inside).toMatchObject({
      seenFrom: 'container',
      overcommitMemory: 0,
      maxMapCount: 65_530,
      denials: undefined,
    });
    expect(inside.freeDiskMiB).toBeCloseTo(78_026.8, 1);
    expect(inside.disk.rotational).toBe(true);
    // 200 ms for eight writes, 40 ms of it for dd.
    expect(inside.disk.fsyncMs).toBeCloseTo(20, 6);
  });

  test('a disk that does not rotate is not written to', () => {
    const still = printed.replace('[rotational]\n1', '[rotational]\n0').replace(/\[uptime\][^]*/, '');
    expect(readLook(still).disk).toEqual({ rotational: false, fsyncMs: undefined });
  });

  test.each([
    ['nothing', ''],
    ['headings only', '[overcommit]\n[maps]\n[disk]\n[rotational]\n\n[uptime]\n'],
    ['something else', 'sh: not found\n[what]\nis this'],
    ['a probe cut short', '[uptime]\n25254.86 29478.68\n25254.90 29478.70\n'],
  ])('from %s nothing is known', (_what, text) => {
    expect(readLook(text)).toEqual({
      seenFrom: 'container',
      freeDiskMiB: undefined,
      disk: { rotational: undefined, fsyncMs: undefined },
      overcommitMemory: undefined,
      maxMapCount: undefined,
      denials: undefined,
    });
  });
});

// /proc/self/mountinfo of this machine names no /etc/hosts: that part needs a container, see the Docker suite.
test.runIf(process.platform === 'linux')('the script is plain sh and does not end on an error', () => {
  // Nothing may be written to the root of a machine that runs the tests.
  const harmless = lookScript.replaceAll('/holdfast-look', '/dev/null');
  const { status, stdout, stderr } = spawnSync('sh', ['-eu', '-c', `set +e +u\n${harmless}`], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readLook(stdout).maxMapCount).toBeGreaterThan(0);
  expect(readLook(stdout).freeDiskMiB).toBeGreaterThan(0);
});
