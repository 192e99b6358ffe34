import type { HostFacts } from '../../../src/host/check.ts';
import { dockerDesktop, gib, well, wellEngine } from './host.ts';

const behind = Date.UTC(2026, 5, 1, 12);

export const macos: Readonly<Record<string, HostFacts>> = {
  'macOS 10.13, the last Docker Desktop that installed on it, with its 2 GiB': dockerDesktop(
    'darwin',
    '17.7.0',
    {
      engine: {
        version: '19.03.13',
        composeVersion: undefined,
        buildxVersion: '0.4.2',
        kernel: '5.4.39-linuxkit',
        memoryMiB: gib(1.94),
        cgroup: '1',
      },
      inside: { overcommitMemory: 0 },
    },
  ),
  'macOS 10.13, an engine on a Linux machine through a docker context': {
    ...well,
    where: 'elsewhere',
    desktop: {
      platform: 'darwin',
      release: '17.7.0',
      distribution: undefined,
      distributionVersion: undefined,
    },
    engine: { ...wellEngine, hostName: 'box' },
  },
  'macOS 13, Docker Desktop 4.41': dockerDesktop('darwin', '22.6.0', {
    engine: { version: '28.1.1', composeVersion: '2.35.1', kernel: '6.10.14-linuxkit' },
  }),
  'macOS 26 on Apple silicon, just woken up': dockerDesktop('darwin', '25.0.0', {
    engine: {
      version: '29.6.1',
      composeVersion: '5.1.4',
      architecture: 'aarch64',
      clock: { engine: behind, ours: behind + 91_400, took: 12 },
    },
    inside: { overcommitMemory: 0, maxMapCount: 262_144 },
  }),
  'macOS 15 with 8 GB: Docker Desktop takes half of it': dockerDesktop('darwin', '24.6.0', {
    engine: { memoryMiB: gib(3.83), architecture: 'aarch64' },
  }),
};
