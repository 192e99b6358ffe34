import { withinLimit } from '../abort.ts';
import { firstLineOf, StackError } from '../errors.ts';
import type { Observation, Observe, ObserveContext } from './observation.ts';

/** What looks at one component, under the component's key. */
export interface Observer {
  readonly tier: string;
  readonly observe: Observe;
}

/** How one component is. */
export interface TierState extends Observation {
  readonly tier: string;
  readonly well: boolean;
}

/** For one component, ms: a whole `status` has 3 s. Each question inside has a shorter limit of its own. */
const standardLimit = 2000;

/** Looks at all components side by side. Throws only when the user interrupts. */
export async function observeAll(
  observers: readonly Observer[],
  context: ObserveContext,
  limit = standardLimit,
): Promise<readonly TierState[]> {
  const states = await Promise.all(observers.map((observer) => observeOne(observer, context, limit)));
  context.signal.throwIfAborted();
  return states;
}

async function observeOne(
  { tier, observe }: Observer,
  context: ObserveContext,
  limit: number,
): Promise<TierState> {
  const late = new StackError('no', `nothing seen within ${String(limit / 1000)} s`);
  try {
    const seen = await withinLimit(context.signal, limit, late, (signal) => observe({ ...context, signal }));
    return { tier, well: seen.facts.every(({ well }) => well), ...seen };
  } catch (error) {
    return { tier, well: false, facts: [{ well: false, text: firstLineOf(error) }], data: {} };
  }
}
