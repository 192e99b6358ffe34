import type { DrillContext } from '../../drill/drill.ts';
import { whereOf, type Fault } from '../../drill/fault.ts';
import { healAll } from '../../drill/run/heal.ts';
import type { Outcome } from '../outcome.ts';
import { forget, woundsIn } from './wounds-file.ts';

/**
 * Undoes what a drill that was killed left behind.
 *
 * @throws StackError `engine` with what could not be healed, `no` when a drill is at work
 */
export async function drillHeal(
  directory: string,
  faults: readonly Fault[],
  context: DrillContext,
): Promise<Outcome> {
  const wounds = woundsIn(directory);
  try {
    const healed = await healAll(wounds, faults, context);
    const removed = await context.engine.removeCompanions(context.plan.name);
    const lines = [
      ...healed.map((wound) => `healed  ${whereOf(wound)}: ${wound.fault}`),
      ...(removed === 0 ? [] : [`removed ${String(removed)} of a drill's own containers`]),
    ];
    return {
      good: true,
      data: { healed, removed },
      lines: lines.length === 0 ? ['no drill has left anything hurt'] : lines,
    };
  } finally {
    forget(directory, wounds);
  }
}
