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
  const aims = strikes.flatMap(({ blows }) => blows.flat());
  const checks = new Map<Need, string>(
    aims.flatMap(
      ({
        target: {
          among: [service],
        },
        fault: { needs },
      }) => (service === undefined || needs === undefined ? [] : [[needs, service]]),
    ),
  );
  for (const [need, service] of checks) await need.check(service, context);
}
