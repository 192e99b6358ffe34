import { describe, expect, test } from 'vitest';
import { renderChecks } from '../../src/commands/doctor.ts';
import type { Check, HostFacts } from '../../src/host/check.ts';
import { fit } from '../../src/host/fit.ts';
import { needs } from './recorded/host.ts';
import { linuxes } from './recorded/linux.ts';
import { macos } from './recorded/macos.ts';
import { oddities } from './recorded/odd.ts';
import { windows } from './recorded/windows.ts';

/** Hosts that cannot be had here, composed after what `docker info` and the kernel show on them. */
const hosts: Readonly<Record<string, HostFacts>> = { ...linuxes, ...windows, ...macos, ...oddities };

function verdicts(host: string): Readonly<Record<string, Check['verdict']>> {
  const facts = hosts[host];
  if (facts === undefined) throw new Error(`no host is recorded as ${host}`);
  return Object.fromEntries(fit(needs, facts).map(({ what, verdict }) => [what, verdict]));
}

function failed(host: string): readonly string[] {
  return Object.entries(verdicts(host)).flatMap(([what, verdict]) => (verdict === 'fail' ? [what] : []));
}

test('what a user sees on each of them', async () => {
  const pages = Object.entries(hosts).map(([name, facts]) =>
    [`---------- ${name}`, ...renderChecks(fit(needs, facts))].join('\n'),
  );
  await expect(`${pages.join('\n\n')}\n`).toMatchFileSnapshot('recorded/doctor.txt');
});

describe('every line that is not a pass', () => {
  const lines = Object.entries(hosts).flatMap(([host, facts]) =>
    fit(needs, facts).flatMap((check) => (check.verdict === 'pass' ? [] : [{ host, ...check }])),
  );

  test.each(lines)('$host: $what has what mends it', ({ found, fix }) => {
    expect(found).not.toBe('');
    expect(fix ?? '').not.toBe('');
  });
});

describe('which hosts are refused, and for what', () => {
  test.each([
    ['Debian 12, Docker’s packages, sold as 4 GB with 2 CPUs', []],
    ['a virtual machine whose disk says it rotates, and does not', []],
    ['this stack runs here already, and has taken its part of the disk', []],
    ['Windows 10 22H2, Docker Desktop 4.49', []],
    ['Windows 11 24H2 with 8 GB: WSL 2 has half of it, no image yet', []],
    ['macOS 15 with 8 GB: Docker Desktop takes half of it', []],
    ['macOS 10.13, an engine on a Linux machine through a docker context', []],
    ['macOS 13, Docker Desktop 4.41', []],
    ['Debian 13 with its own docker.io, 3.5 GiB', ['memory']],
    ['Debian 12 with its own docker.io', ['engine', 'compose', 'buildkit']],
    ['Ubuntu 20.04, Docker’s last packages for it, no swap accounting', ['cgroup']],
    ['Ubuntu 20.04, an engine of its time', ['engine', 'compose']],
    ['a rotating disk with little left on it, one CPU', ['cpus', 'disk']],
    ['Windows 10 1903, Docker Desktop not installed', ['desktop', 'engine']],
    ['Podman, rootless, on Docker’s API', ['engine', 'cgroup']],
    ['a board without a clock battery, BuildKit switched off', ['buildkit', 'clock']],
  ])('%s: %j', (host, expected) => {
    expect(failed(host)).toEqual(expected);
  });

  test('a system that is no longer supported is no reason where the engine is new enough', () => {
    expect(verdicts('macOS 13, Docker Desktop 4.41')['desktop']).toBe('warn');
    expect(verdicts('Ubuntu 20.04, Docker’s last packages for it, no swap accounting')['system']).toBe(
      'warn',
    );
    expect(
      verdicts('macOS 10.13, the last Docker Desktop that installed on it, with its 2 GiB')['desktop'],
    ).toBe('fail');
    expect(verdicts('Windows 10 1903, the last Docker Desktop that installed on it')['desktop']).toBe('fail');
  });
});
