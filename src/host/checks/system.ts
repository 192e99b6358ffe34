import type { EngineInfo } from '../../engine/engine.ts';
import { check, type Check, type HostFacts } from '../check.ts';
import { isNewEnough } from './engine.ts';
import { anotherMachine } from './remedies.ts';

/** What is known of a Linux distribution's releases. */
interface Distribution {
  /** The oldest release that Docker makes packages for now. */
  readonly oldest: number;
  /** Older releases than that whose last packages are new enough for the stack. */
  readonly lastPackagesDo: readonly number[];
  readonly upgrade: string;
}

/**
 * Docker docs, Install Docker Engine on Ubuntu (22.04, 24.04, 25.10, 26.04; 20.04 was taken off when its support ended
 * in May 2025, with Engine 28 in its packages) and Install Docker Engine on Debian (11, 12, 13).
 */
const distributions: Readonly<Record<string, Distribution>> = {
  ubuntu: { oldest: 22.04, lastPackagesDo: [20.04], upgrade: 'sudo do-release-upgrade' },
  debian: {
    oldest: 11,
    lastPackagesDo: [],
    upgrade: 'upgrade to Debian 12: debian.org/releases/bookworm/releasenotes',
  },
};

/** The system under the engine: Linux, and one that engines are still made for. */
export function systemCheck(engine: EngineInfo, facts: HostFacts): Check {
  const needed = 'Linux';
  const found = `${engine.os}, kernel ${engine.kernel}, ${engine.architecture}`;
  if (engine.containers !== 'linux') {
    const fix = '& "$Env:ProgramFiles\\Docker\\Docker\\DockerCli.exe" -SwitchLinuxEngine';
    return check('system', needed, `${engine.os} with ${engine.containers} containers`, 'fail', fix);
  }
  if (facts.where !== 'here') return check('system', needed, found, 'pass', '');
  return ofDistribution(facts, ['system', needed, found]);
}

/** The engine decides: one that is new enough runs on an old system as well, it only gets no updates any more. */
function ofDistribution(facts: HostFacts, line: readonly [string, string, string]): Check {
  const known = distributions[facts.desktop.distribution ?? ''];
  const version = Number(facts.desktop.distributionVersion);
  if (known === undefined || !(version < known.oldest)) return check(...line, 'pass', '');
  const [what, needed, found] = line;
  const canHaveIt = known.lastPackagesDo.includes(version);
  const ended = `${found}; Docker’s packages for it have ended${canHaveIt ? ', the last of them will do' : ''}`;
  const verdict = canHaveIt || isNewEnough(facts) ? 'warn' : 'fail';
  return check(what, needed, ended, verdict, `${known.upgrade}; or ${anotherMachine}`);
}
