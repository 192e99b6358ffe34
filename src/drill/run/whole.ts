import { observeAll, type Observer } from '../../observe/run.ts';
import type { EngineContainer } from '../../engine/engine.ts';
import type { DrillContext } from '../drill.ts';
import { pause } from './pause.ts';

/** Between two looks, ms. A look costs some processes in containers, on the cores that recover. */
const poll = 500;

/**
 * Waits until every service runs, is healthy, and every tier is well.
 *
 * @returns undefined when it is whole, otherwise what was missing when the time (ms) was over
 */
export async function untilWhole(
  observers: readonly Observer[],
  context: DrillContext,
  limit: number,
): Promise<string | undefined> {
  const end = performance.now() + limit;
  for (;;) {
    const illness = await illnessOf(observers, context);
    if (illness === undefined || performance.now() > end) return illness;
    await pause(poll, context.signal);
  }
}

async function illnessOf(observers: readonly Observer[], context: DrillContext): Promise<string | undefined> {
  const { engine, plan } = context;
  const containers = await engine.containers(plan.name);
  const down = [...plan.services.values()]
    .filter(({ kind }) => kind === 'long')
    .flatMap(({ name }) => whyDown(name, containers.get(name)));
  if (down.length > 0) return down.join('; ');
  const tiers = await observeAll(observers, { ...context, containers });
  const ill = tiers.flatMap(({ tier, facts }) =>
    facts.filter(({ well }) => !well).map(({ text }) => `${tier}: ${text}`),
  );
  return ill.length === 0 ? undefined : ill.join('; ');
}

function whyDown(name: string, container: EngineContainer | undefined): readonly string[] {
  if (container === undefined) return [`${name} has no container`];
  if (container.state !== 'running') return [`${name} is ${container.state}`];
  return container.health === 'unhealthy' || container.health === 'starting'
    ? [`${name} is ${container.health}`]
    : [];
}
