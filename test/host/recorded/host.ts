import type { EngineInfo } from '../../../src/engine/engine.ts';
import type { HostFacts, Needs } from '../../../src/host/check.ts';
import type { Inside } from '../../../src/host/inside.ts';

/** What the default spec wants of a host. */
export const needs: Needs = {
  stack: 'shop',
  memoryMiB: 4096,
  cpus: 2,
  diskMiB: 10_240,
  ports: new Map([
    ['nginx', 8080],
    ['redis-1', 6381],
    ['redis-2', 6382],
  ]),
  subnet: '10.70.1.0/24',
};

const noon = Date.UTC(2026, 5, 1, 12);

/** Debian 12 as it is after Docker's packages were installed and vm.overcommit_memory set: all is well. */
export const wellEngine: EngineInfo = {
  version: '28.5.1',
  composeVersion: '2.40.2',
  buildxVersion: '0.29.1',
  memoryMiB: gib(7.75),
  cpus: 4,
  os: 'Debian GNU/Linux 12 (bookworm)',
  cgroup: '2',
  product: 'docker',
  containers: 'linux',
  architecture: 'x86_64',
  kernel: '6.1.0-38-amd64',
  hostName: 'box',
  dataRoot: '/var/lib/docker',
  limits: { memory: true, swap: true, pids: true, cpuWeight: true },
  security: ['apparmor', 'seccomp', 'cgroupns'],
  clock: { engine: noon, ours: noon, took: 4 },
};

export const wellInside: Inside = {
  seenFrom: 'here',
  freeDiskMiB: gib(41.3),
  disk: { rotational: false, fsyncMs: undefined },
  overcommitMemory: 1,
  maxMapCount: 65_530,
  denials: [],
};

export const well: HostFacts = {
  engine: wellEngine,
  where: 'here',
  desktop: {
    platform: 'linux',
    release: '6.1.0-38-amd64',
    distribution: 'debian',
    distributionVersion: '12',
  },
  inside: wellInside,
  hasData: false,
  buildKitOff: false,
  busyPorts: new Set(),
  ownPorts: new Set(),
  engineSubnets: [{ network: 'bridge', subnet: '172.17.0.0/16', stack: undefined }],
  hostSubnets: ['192.168.1.0/24'],
};

/** A Linux machine with its engine on it. */
export function linux(
  [distribution, distributionVersion, os]: readonly [string, string, string],
  { engine = {}, inside = {}, ...rest }: Changes = {},
): HostFacts {
  const kernel = engine.kernel ?? wellEngine.kernel;
  const desktop = { platform: 'linux', release: kernel, distribution, distributionVersion };
  return {
    ...well,
    desktop,
    engine: { ...wellEngine, os, ...engine },
    inside: { ...wellInside, ...inside },
    ...rest,
  };
}

/** Docker Desktop: the engine in a virtual machine that is looked at from a container. */
export function dockerDesktop(
  platform: 'win32' | 'darwin',
  release: string,
  { engine = {}, inside = {}, ...rest }: Changes = {},
): HostFacts {
  const kernel = platform === 'win32' ? '6.6.87.2-microsoft-standard-WSL2' : '6.12.54-linuxkit';
  const security = ['seccomp', 'cgroupns'];
  const machine = { os: 'Docker Desktop', hostName: 'docker-desktop', kernel, security };
  return {
    ...well,
    where: 'beside',
    desktop: { platform, release, distribution: undefined, distributionVersion: undefined },
    engine: { ...wellEngine, ...machine, ...engine },
    inside: {
      ...wellInside,
      seenFrom: 'container',
      disk: { rotational: true, fsyncMs: 1.3 },
      denials: undefined,
      ...inside,
    },
    ...rest,
  };
}

export interface Changes extends Partial<Omit<HostFacts, 'engine' | 'inside'>> {
  readonly engine?: Partial<EngineInfo>;
  readonly inside?: Partial<Inside>;
}

export function gib(amount: number): number {
  return amount * 1024;
}
