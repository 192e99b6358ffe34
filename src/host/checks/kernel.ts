import type { EngineInfo } from '../../engine/engine.ts';
import { check, type Check, type HostFacts } from '../check.ts';
import { unknown } from './disk.ts';
import { isDockerDesktop, isWsl, setKernelNumber } from './remedies.ts';

/** Whether the kernel can hold containers to their limits: memory, swap, processes, and CPU weights, in v1 as in v2. */
export function cgroupCheck(engine: EngineInfo): Check {
  const { memory, swap, pids, cpuWeight } = engine.limits;
  const missing = [
    ...(memory ? [] : ['memory']),
    ...(swap ? [] : ['swap']),
    ...(pids ? [] : ['pids']),
    ...(cpuWeight ? [] : ['CPU weight']),
  ];
  const found = `v${engine.cgroup}${missing.length === 0 ? ', all of them' : ` without ${missing.join(', ')}`}`;
  const verdict = missing.length === 0 ? 'pass' : 'fail';
  return check('cgroup', 'limits of memory, swap, pids, CPU weight', found, verdict, delegate(engine));
}

/**
 * Rootless engines have the limits that systemd delegates to the user, in cgroup v2 only (Docker docs, Rootless mode,
 * Tips); a kernel with v1 counts swap only when told so at boot (Docker docs, Engine, Linux post-installation steps).
 */
function delegate(engine: EngineInfo): string {
  if (engine.cgroup === '2') {
    return "sudo mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\\nDelegate=cpu cpuset io memory pids\\n' | sudo tee /etc/systemd/system/user@.service.d/delegate.conf && sudo systemctl daemon-reload, then log in again";
  }
  const boot = engine.security.includes('rootless')
    ? 'systemd.unified_cgroup_hierarchy=1'
    : 'cgroup_enable=memory swapaccount=1';
  return `add ${boot} to GRUB_CMDLINE_LINUX in /etc/default/grub, sudo update-grub, sudo reboot`;
}

/** Redis' background saves fork: without overcommit a fork can fail while memory is free (Redis docs, administration). */
export function overcommitCheck(facts: HostFacts): Check {
  const line = ['vm.overcommit_memory', '1'] as const;
  const value = 'unknown' in facts.inside ? undefined : facts.inside.overcommitMemory;
  if (value === undefined) return unknown(...line, facts.inside);
  const fix = setKernelNumber(facts, 'overcommit_memory', 1);
  return check(...line, String(value), value === 1 ? 'pass' : 'warn', fix);
}

/** The kernel's default. Kafka maps two files for each log segment (Kafka docs, OS, memory map areas). */
const leastMaps = 65_530;

export function mapCountCheck(facts: HostFacts): Check {
  const line = ['vm.max_map_count', `>= ${String(leastMaps)}`] as const;
  const value = 'unknown' in facts.inside ? undefined : facts.inside.maxMapCount;
  if (value === undefined) return unknown(...line, facts.inside);
  const fix = setKernelNumber(facts, 'max_map_count', leastMaps);
  return check(...line, String(value), value >= leastMaps ? 'pass' : 'warn', fix);
}

/** A virtual machine's clock stands still while the laptop sleeps; below this nobody notices, ms. */
const mostSkew = 5_000;
/** No machine that can run this has an earlier clock by right, nor will this version be in use after it. */
const years = { first: 2025, last: 2100 };

/**
 * The engine's clock against ours, and both against reason: with a wrong year no certificate and no package signature is
 * valid, so that no image can be built.
 */
export function clockCheck({ clock }: EngineInfo, facts: HostFacts): Check {
  const skew = clock.engine - clock.ours;
  const year = new Date(clock.engine).getUTCFullYear();
  const line = ['clock', `within ${String(mostSkew / 1000)} s of ours`] as const;
  if (year < years.first || year > years.last) {
    return check(...line, `the year ${String(year)}`, 'fail', setClock(facts));
  }
  const off = Math.abs(skew) > mostSkew + clock.took / 2;
  const behind = skew < 0 ? 'behind' : 'ahead';
  const seconds = `${(Math.abs(skew) / 1000).toFixed(1)} s`;
  return check(...line, off ? `${seconds} ${behind}` : seconds, off ? 'warn' : 'pass', setClock(facts));
}

function setClock(facts: HostFacts): string {
  if (isWsl(facts)) return 'wsl --shutdown, then start Docker again';
  if (isDockerDesktop(facts)) return 'docker desktop restart';
  return `${facts.where === 'here' ? '' : 'on the engine’s machine: '}sudo timedatectl set-ntp true`;
}

/**
 * What AppArmor or SELinux refused containers, as far as the kernel's log can be read, and what they are known to
 * refuse: Docker from a snap sees no file outside the home directory, SELinux keeps containers from files of the project
 * until those carry a container's label.
 */
export function denialCheck(engine: EngineInfo, facts: HostFacts): Check {
  const line = ['apparmor, selinux', 'refuse containers nothing'] as const;
  const denials = 'unknown' in facts.inside ? undefined : facts.inside.denials;
  if (engine.dataRoot.startsWith('/var/snap/docker/')) {
    const fix =
      'sudo snap remove docker, then docs.docker.com/engine/install; or keep the project below your home';
    return check(...line, 'Docker from a snap: reads only below the home directory', 'warn', fix);
  }
  if (denials !== undefined && denials.length > 0) {
    const found = `${String(denials.length)} refused since the start, last: ${shortened(denials.at(-1) ?? '')}`;
    return check(...line, found, 'warn', allow(denials));
  }
  if (engine.security.includes('selinux')) {
    return check(...line, 'SELinux confines containers', 'warn', 'chcon -R -t container_file_t stack');
  }
  const active = engine.security.includes('apparmor') ? 'AppArmor is on' : 'neither is on';
  const seen = denials === undefined ? 'the kernel’s log not readable' : 'none refused in the kernel’s log';
  return check(...line, `${active}, ${seen}`, 'pass', '');
}

function allow(denials: readonly string[]): string {
  return denials.some((line) => line.includes('avc:'))
    ? 'chcon -R -t container_file_t stack'
    : 'update the engine (25.0.6, 26.1.4 or later), then sudo aa-status';
}

function shortened(line: string): string {
  const facts = /(?:operation|comm|profile)=\S+/g;
  const kept = line.includes('avc:') ? /\{.*?\}.*?name=\S+/.exec(line)?.[0] : line.match(facts)?.join(' ');
  return (kept ?? line).slice(0, 80);
}
