import type { Strike } from '../aim.ts';
import type { DrillContext } from '../drill.ts';
import type { Need } from '../fault.ts';

/**
 * Looks for all that the faults need and not every host has, each once: better than to find out when half of a drill is
 * done.
 *
 * @throws StackError('no') with what is missing
 */
export async function checkNeeds(strikes: readonly Strike[], context: DrillContext): Promise<void> {
  const checks = new Map<Need, Set<string>>();
  for (const { target, fault } of strikes.flatMap(({ blows }) => blows.flat())) {
    if (fault.needs === undefined || target.among.length === 0) continue;
    const services = checks.get(fault.needs) ?? new Set();
    for (const service of target.among) services.add(service);
    checks.set(fault.needs, services);
  }
  for (const [need, services] of checks) await need.check([...services], context);
}
