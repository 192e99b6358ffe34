import { check, type Check, type HostFacts, isThere } from '../check.ts';
import { desktopSystem } from './desktop-systems.ts';
import { isNewEnough } from './engine.ts';
import { anotherMachine } from './remedies.ts';

/**
 * The system around a virtual machine with the engine in it, and whether Docker Desktop is still made for it. An engine on
 * this machine itself has no desktop around it; one on another machine cannot serve this one, whatever system it has.
 */
export function desktopChecks(facts: HostFacts): readonly Check[] {
  const { desktop, where } = facts;
  if (where === 'here') return [];
  if (where === 'elsewhere') return [placeCheck(facts)];
  const system = desktopSystem(desktop);
  if (system === undefined) return [linuxDesktop(facts)];
  const { name, needed, support, instead } = system;
  if (support === 'today') return [check('desktop', needed, name, 'pass', '')];
  const fix = `${instead}; or ${anotherMachine}`;
  if (support === 'ending') {
    return [check('desktop', needed, `${name}: support ended with Docker Desktop 4.49`, 'warn', fix)];
  }
  // The engine decides: one that is new enough runs, it only gets no updates any more.
  const verdict = isNewEnough(facts) ? 'warn' : 'fail';
  return [check('desktop', needed, `${name}: today’s Docker Desktop does not install`, verdict, fix)];
}

/** A warning only: the directory may be shared and the ports forwarded, as in some CI. */
function placeCheck({ engine }: HostFacts): Check {
  const name = isThere(engine) ? engine.hostName : 'unknown';
  const found = `on another machine (${name}): it sees no file of this one, and its ports are not here`;
  return check('place', 'an engine on this machine', found, 'warn', anotherMachine);
}

function linuxDesktop({ desktop }: HostFacts): Check {
  const system = `${desktop.distribution ?? desktop.platform} ${desktop.distributionVersion ?? ''}`.trim();
  const wsl = /microsoft/i.test(desktop.release) ? ' in WSL 2' : '';
  return check('desktop', 'any', `${system}${wsl}, the engine beside it`, 'pass', '');
}
