import { check, type Check, type HostFacts, type Needs, type Unseen } from '../check.ts';
import type { Disk, Inside } from '../inside.ts';
import { isDockerDesktop } from './remedies.ts';
import { gib } from './size.ts';

/** Below this nothing is written for long, not even logs, MiB. */
const nothingLeft = 1024;

/**
 * Free space where the engine keeps images and volumes. A stack that has data there already has part of what it needs:
 * then little space is a warning, and only hardly any is a no.
 */
export function diskCheck({ diskMiB }: Needs, facts: HostFacts): Check {
  const needed = `${gib(diskMiB)} free`;
  const free = 'unknown' in facts.inside ? undefined : facts.inside.freeDiskMiB;
  if (free === undefined) return unknown('disk', needed, facts.inside);
  const short = facts.hasData && free >= nothingLeft ? 'warn' : 'fail';
  const found = `${gib(free)} free${facts.hasData ? ', this stack’s data apart' : ''}`;
  return check('disk', needed, found, free >= diskMiB ? 'pass' : short, moreSpace(facts));
}

function moreSpace(facts: HostFacts): string {
  const prune = 'docker system prune removes what no container uses (docker system df shows how much)';
  return isDockerDesktop(facts)
    ? `${prune}; or Docker Desktop, Settings, Resources, Disk usage limit`
    : prune;
}

/**
 * A write of 4 KiB that must reach the disk takes an SSD well below this, a rotating disk one or two turns: at 7200 a
 * minute 8 to 17 ms and the way there, ms.
 */
const slowest = 10;

/**
 * SSD or not. Never more than a warning: the flag of a virtual disk often says "rotational" of whatever lies under it,
 * and a probe of some milliseconds cannot tell a busy SSD from a disk that turns.
 */
export function diskKindCheck(facts: HostFacts): Check {
  const line = ['ssd', `SSD (a write in ${String(slowest)} ms)`] as const;
  if ('unknown' in facts.inside) return unknown(...line, facts.inside);
  const { disk } = facts.inside;
  const flag =
    disk.rotational === undefined
      ? 'no rotational flag'
      : `flag says ${disk.rotational ? '' : 'not '}rotational`;
  if (disk.rotational === false) return check(...line, `yes: ${flag}`, 'pass', '');
  if (disk.fsyncMs === undefined) {
    return check(...line, `not known: ${flag}, and no write could be timed`, 'warn', onFasterDisk);
  }
  const probed = `a write took ${milliseconds(disk)}`;
  const fast = disk.fsyncMs < slowest;
  const found = `${fast ? 'yes' : 'no, or busy'}: ${probed} (fsync probe; ${flag})`;
  return check(...line, found, fast ? 'pass' : 'warn', onFasterDisk);
}

const onFasterDisk =
  'set "data-root" in /etc/docker/daemon.json to a directory on an SSD; Redis waits for each fsync of its log';

/** A container counts hundredths of a second for all writes together: no better than a millisecond for one. */
function milliseconds({ fsyncMs = 0 }: Disk): string {
  return fsyncMs < 1 ? 'under 1 ms' : `${String(Math.round(fsyncMs))} ms`;
}

/** What could not be looked at is said with the reason, and is no reason to refuse a host. */
export function unknown(what: string, needed: string, inside: Inside | Unseen): Check {
  const line = { what, needed, verdict: 'warn' } as const;
  if (!('unknown' in inside)) return { ...line, found: 'not known: the kernel does not say' };
  const found = `not known: ${inside.unknown}`;
  return inside.fix === undefined
    ? { ...line, found }
    : { ...line, found, fix: `${inside.fix}, then ask again` };
}
