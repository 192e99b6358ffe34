import type { HostFacts } from '../../../src/host/check.ts';
import { gib, linux } from './host.ts';

const debian12 = ['debian', '12', 'Debian GNU/Linux 12 (bookworm)'] as const;
const debian13 = ['debian', '13', 'Debian GNU/Linux 13 (trixie)'] as const;
const ubuntu20 = ['ubuntu', '20.04', 'Ubuntu 20.04.6 LTS'] as const;
const ubuntu24 = ['ubuntu', '24.04', 'Ubuntu 24.04.3 LTS'] as const;

/** As moby's "apparmor: Allow confined runc to kill containers" shows it. */
const signalDenied =
  '5,1412,96126444000,-;audit: type=1400 audit(1713905126.444:253): apparmor="DENIED" operation="signal" class="signal" profile="docker-default" pid=9289 comm="runc" requested_mask="receive" denied_mask="receive" signal=kill peer="runc"';

export const linuxes: Readonly<Record<string, HostFacts>> = {
  'Debian 12, Docker’s packages, sold as 4 GB with 2 CPUs': linux(debian12, {
    engine: { memoryMiB: gib(3.8), cpus: 2 },
  }),
  'Debian 12 with its own docker.io': linux(debian12, {
    engine: { version: '20.10.24+dfsg1', composeVersion: undefined, buildxVersion: undefined },
    inside: { overcommitMemory: 0 },
  }),
  'Debian 13 with its own docker.io, 3.5 GiB': linux(debian13, {
    engine: {
      version: '26.1.5+dfsg1',
      composeVersion: '2.26.1',
      buildxVersion: '0.13.1',
      memoryMiB: gib(3.5),
      kernel: '6.12.41+deb13-amd64',
    },
  }),
  'Ubuntu 20.04, Docker’s last packages for it, no swap accounting': linux(ubuntu20, {
    engine: {
      version: '28.1.1',
      composeVersion: '2.35.1',
      buildxVersion: '0.23.0',
      kernel: '5.4.0-216-generic',
      cgroup: '1',
      limits: { memory: true, swap: false, pids: true, cpuWeight: true },
    },
  }),
  'Ubuntu 20.04, an engine of its time': linux(ubuntu20, {
    engine: { version: '20.10.21', composeVersion: '2.15.1', kernel: '5.4.0-216-generic', cgroup: '1' },
  }),
  'Ubuntu 24.04, AppArmor keeps runc from stopping containers': linux(ubuntu24, {
    engine: { version: '26.1.0', kernel: '6.8.0-79-generic' },
    inside: { denials: [signalDenied, signalDenied] },
  }),
  'Ubuntu 24.04, Docker from a snap': linux(ubuntu24, {
    engine: {
      version: '28.1.1',
      kernel: '6.8.0-79-generic',
      dataRoot: '/var/snap/docker/common/var-lib-docker',
    },
  }),
  'a rotating disk with little left on it, one CPU': linux(debian12, {
    engine: { cpus: 1 },
    inside: { freeDiskMiB: gib(6.2), disk: { rotational: true, fsyncMs: 24.4 } },
  }),
  'a virtual machine whose disk says it rotates, and does not': linux(debian12, {
    inside: { disk: { rotational: true, fsyncMs: 0.4 } },
  }),
  'btrfs, which shows no block device; the data root is not ours to write': linux(debian12, {
    inside: { disk: { rotational: undefined, fsyncMs: undefined } },
  }),
  'this stack runs here already, and has taken its part of the disk': linux(debian12, {
    inside: { freeDiskMiB: gib(4.5) },
    hasData: true,
    busyPorts: new Set([8080, 6381, 6382]),
    ownPorts: new Set([8080, 6381, 6382]),
    engineSubnets: [{ network: 'shop-net', subnet: '10.70.1.0/24', stack: 'shop' }],
    hostSubnets: ['10.70.1.1/24'],
  }),
};
