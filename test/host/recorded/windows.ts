import type { HostFacts } from '../../../src/host/check.ts';
import { dockerDesktop, gib, well } from './host.ts';

/** Nothing was built yet: there is no image from which the machine could be looked at. */
const noImage = { unknown: 'no image is there to look from', fix: 'docker pull debian:trixie-slim' };

export const windows: Readonly<Record<string, HostFacts>> = {
  'Windows 10 1903, the last Docker Desktop that installed on it': dockerDesktop('win32', '10.0.18362', {
    engine: {
      version: '20.10.8',
      composeVersion: '2.0.0',
      buildxVersion: '0.6.1',
      kernel: '4.19.128-microsoft-standard',
      cgroup: '1',
    },
    inside: { overcommitMemory: 0 },
  }),
  'Windows 10 1903, Docker Desktop not installed': {
    ...well,
    where: 'beside',
    desktop: {
      platform: 'win32',
      release: '10.0.18362',
      distribution: undefined,
      distributionVersion: undefined,
    },
    engine: {
      problem: 'no container engine answers at npipe:////./pipe/docker_engine',
      hint: 'start it (Linux: sudo systemctl start docker; else open Docker Desktop), or set DOCKER_HOST to the one to use',
    },
    inside: { unknown: 'no engine to ask' },
    engineSubnets: [],
  },
  'Windows 10 22H2, Docker Desktop 4.49': dockerDesktop('win32', '10.0.19045'),
  'Windows 11 24H2 with 8 GB: WSL 2 has half of it, no image yet': {
    ...dockerDesktop('win32', '10.0.26100', {
      engine: { version: '29.6.1', composeVersion: '5.1.4', buildxVersion: '0.35.0', memoryMiB: gib(3.8) },
    }),
    inside: noImage,
  },
  'Windows 11 23H2: WSL 2 was given 3.5 GiB and one processor, port 8080 is taken': dockerDesktop(
    'win32',
    '10.0.22631',
    { engine: { memoryMiB: gib(3.5), cpus: 1 }, busyPorts: new Set([8080]) },
  ),
  'Windows 11 24H2, Docker Desktop switched to Windows containers': {
    ...dockerDesktop('win32', '10.0.26100', {
      engine: {
        os: 'Microsoft Windows Version 24H2 (OS Build 26100.4349)',
        containers: 'windows',
        kernel: '10.0 26100',
        limits: { memory: false, swap: false, pids: false, cpuWeight: false },
      },
    }),
    inside: { unknown: 'the engine runs windows containers', fix: 'switch to Linux containers' },
  },
};
