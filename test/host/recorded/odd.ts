import type { HostFacts } from '../../../src/host/check.ts';
import { gib, linux, well, wellEngine } from './host.ts';

const fedora = ['fedora', '42', 'Fedora Linux 42 (Server Edition)'] as const;
const debian12 = ['debian', '12', 'Debian GNU/Linux 12 (bookworm)'] as const;

const avc =
  '4,2291,77812000000,-;audit: type=1400 audit(1748776142.740:641): avc:  denied  { read } for  pid=18611 comm="nginx" name="nginx.conf" dev="dm-0" ino=85471 scontext=system_u:system_r:container_t:s0:c100,c319 tcontext=unconfined_u:object_r:user_home_t:s0 tclass=file permissive=0';

export const oddities: Readonly<Record<string, HostFacts>> = {
  'Podman, rootless, on Docker’s API': linux(['fedora', '42', 'fedora'], {
    engine: {
      product: 'podman',
      version: '5.5.2',
      kernel: '6.15.4-200.fc42.x86_64',
      dataRoot: '/home/me/.local/share/containers/storage',
      limits: { memory: true, swap: true, pids: true, cpuWeight: false },
      security: ['seccomp', 'rootless', 'selinux'],
    },
  }),
  'Docker, rootless, cgroup v2 with only memory and pids delegated': linux(debian12, {
    engine: {
      dataRoot: '/home/me/.local/share/docker',
      limits: { memory: true, swap: true, pids: true, cpuWeight: false },
      security: ['seccomp', 'rootless', 'cgroupns'],
    },
    inside: { denials: undefined },
  }),
  'Docker, rootless, cgroup v1: no limits at all': linux(debian12, {
    engine: {
      cgroup: '1',
      limits: { memory: false, swap: false, pids: false, cpuWeight: false },
      security: ['seccomp', 'rootless'],
    },
  }),
  'Fedora, SELinux enforcing, files with the user’s label': linux(fedora, {
    engine: { kernel: '6.15.4-200.fc42.x86_64', security: ['seccomp', 'selinux', 'cgroupns'] },
    inside: { denials: [avc] },
  }),
  'a board without a clock battery, BuildKit switched off': linux(debian12, {
    engine: { architecture: 'aarch64', clock: { engine: 86_400_000, ours: 86_400_000, took: 3 } },
    buildKitOff: true,
  }),
  'no engine answers': {
    ...well,
    engine: { problem: 'no container engine answers at unix:///var/run/docker.sock', hint: undefined },
    inside: { unknown: 'no engine to ask' },
    engineSubnets: [],
    busyPorts: new Set([6381]),
    hostSubnets: ['10.70.0.0/16'],
  },
  'an engine of one’s own inside WSL 2': linux(['ubuntu', '24.04', 'Ubuntu 24.04.3 LTS'], {
    engine: { kernel: '6.6.87.2-microsoft-standard-WSL2', memoryMiB: gib(3.7) },
    inside: { overcommitMemory: 0, disk: { rotational: true, fsyncMs: 1.1 } },
  }),
  'an engine on another machine whose containers do not start': {
    ...well,
    where: 'elsewhere',
    engine: { ...wellEngine, hostName: 'box', composeVersion: '2.21.0' },
    inside: {
      unknown: 'no answer from a container within 1.2 s',
      fix: 'docker run --rm debian:trixie-slim true',
    },
  },
};
