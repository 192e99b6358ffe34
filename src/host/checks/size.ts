import type { EngineInfo } from '../../engine/engine.ts';
import { check, type Check, type HostFacts, type Needs } from '../check.ts';
import { isDockerDesktop, isWsl } from './remedies.ts';

/**
 * A machine shows less memory than it is sold with: the kernel and the firmware keep some before anything is counted. A
 * "4 GB" machine shows 3.8 GiB, 5 % less than 4 GiB.
 */
const tolerance = 0.05;

/** The memory of the machine that the engine runs on, not of the desktop around it. */
export function memoryCheck(needs: Needs, engine: EngineInfo, facts: HostFacts): Check {
  const least = needs.memoryMiB * (1 - tolerance);
  const needed = `${gib(needs.memoryMiB)} (${percent(tolerance)} less passes: ${gib(least)})`;
  // A hundredth of a GiB is what is shown, so that is what is compared.
  const enough = hundredths(engine.memoryMiB) >= hundredths(least);
  const found = gib(engine.memoryMiB);
  return check('memory', needed, found, enough ? 'pass' : 'fail', moreMemory(needs, engine, facts));
}

function moreMemory(needs: Needs, engine: EngineInfo, facts: HostFacts): string {
  const wanted = Math.ceil(needs.memoryMiB / 1024);
  const whole = Math.floor(engine.memoryMiB);
  const orSmaller = `or host: ${String(whole)}MiB in stack.yaml, and holdfast plan shows whether the stack fits that`;
  return `${grow(facts, `memory=${String(wanted)}GB`, 'Memory')}${orSmaller}`;
}

/** At least as many CPUs as the plan shares out weights for. */
export function cpuCheck(needs: Needs, engine: EngineInfo, facts: HostFacts): Check {
  const verdict = engine.cpus >= needs.cpus ? 'pass' : 'fail';
  const smaller = `or host: { cpus: ${String(engine.cpus)} } in stack.yaml`;
  const fix = `${grow(facts, `processors=${String(needs.cpus)}`, 'CPU limit')}${smaller}`;
  return check('cpus', String(needs.cpus), String(engine.cpus), verdict, fix);
}

/** How a virtual machine is made larger; a real one is what it is. */
function grow(facts: HostFacts, wslSetting: string, desktopSetting: string): string {
  if (isWsl(facts)) return `[wsl2] ${wslSetting} in %UserProfile%\\.wslconfig, then wsl --shutdown; `;
  if (isDockerDesktop(facts)) return `Docker Desktop, Settings, Resources, ${desktopSetting}; `;
  return 'a larger machine, ';
}

export function gib(mib: number): string {
  return `${(mib / 1024).toFixed(2).replace(/\.?0+$/, '')} GiB`;
}

function hundredths(mib: number): number {
  return Math.round((mib / 1024) * 100);
}

function percent(share: number): string {
  return `${String(share * 100)} %`;
}
