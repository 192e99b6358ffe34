import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from '../abort.ts';
import type { EngineContainer } from '../engine/engine.ts';
import type { Observation, Observe } from '../observe/observation.ts';
import type { ProofContext } from '../proof/proof.ts';
import { observeAll } from '../observe/run.ts';
import { downOf, youngOf, type Steps } from './steps.ts';
import type { Roll } from './roll.ts';

/** A component with what looks at it and what it knows of being restarted. */
export interface Rolling {
  readonly component: string;
  readonly observe: Observe | undefined;
  readonly roll: Roll;
}

/** How a component was when last looked at. */
export interface Look {
  readonly seen: Observation;
  /** Why no service may be restarted now, each in one line. An empty list is whole. */
  readonly missing: readonly string[];
}

/** For how long is looked, and the time between two looks, ms. */
interface Patience {
  readonly limit: number;
  readonly poll: number;
}

/** Looks until the component is whole or the time is over, and tells how it was at the last look. */
export async function untilWhole(
  steps: Steps,
  rolling: Rolling,
  context: ProofContext,
  { limit, poll, pending }: Patience & { readonly pending: ReadonlySet<string> },
): Promise<Look> {
  const end = performance.now() + limit;
  for (;;) {
    const look = await unlessAborted(context.signal, () => lookAt(steps, rolling, context, pending));
    if (look.missing.length === 0 || performance.now() >= end) return look;
    await pause(poll, context.signal);
  }
}

/** Services that are of no use, once those that have just started had their time. */
export async function untilGrown(
  services: readonly string[],
  { engine, plan, signal }: ProofContext,
  { limit, poll }: Patience,
): Promise<readonly string[]> {
  const end = performance.now() + limit;
  for (;;) {
    const containers = await unlessAborted(signal, () => engine.containers(plan.name));
    if (youngOf(services, containers).length === 0 || performance.now() >= end)
      return downOf(services, containers);
    await pause(poll, signal);
  }
}

/** Throws the signal's own reason, so that it can be told from any other failure. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}

async function lookAt(
  { services }: Steps,
  { component, observe, roll }: Rolling,
  context: ProofContext,
  pending: ReadonlySet<string>,
): Promise<Look> {
  const containers = await context.engine.containers(context.plan.name);
  const down = downOf(services, containers).map(
    (service) => `${service} ${stateOf(containers.get(service))}`,
  );
  const hidden = roll.seenThrough?.some((service) => pending.has(service)) === true;
  if (down.length > 0 || observe === undefined || hidden) return { seen: nothing, missing: down };
  const [seen = nothing] = await observeAll([{ tier: component, observe }], { ...context, containers });
  const ill = seen.facts.filter(({ well }) => !well).map(({ text }) => text);
  return { seen, missing: ill.length > 0 ? ill : (roll.missing?.(seen) ?? []) };
}

const nothing: Observation = { facts: [], data: {} };

function stateOf(container: EngineContainer | undefined): string {
  if (container === undefined) return 'has no container';
  return `is ${container.state === 'running' ? container.health : container.state}`;
}
