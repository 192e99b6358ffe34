import { StackError } from '../errors.ts';
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
  const clock = new AbortController();
  const timer = setTimeout(() => {
    clock.abort(new StackError('no', `nothing seen within ${String(limit / 1000)} s`));
  }, limit);
  const signal = AbortSignal.any([context.signal, clock.signal]);
  try {
    const seen = await Promise.race([observe({ ...context, signal }), abortOf(signal)]);
    return { tier, well: seen.facts.every(({ well }) => well), ...seen };
  } catch (error) {
    return { tier, well: false, facts: [{ well: false, text: firstLine(error) }], data: {} };
  } finally {
    clearTimeout(timer);
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line === '' ? 'failed without a word' : line;
}
