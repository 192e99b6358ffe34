import type { EngineContainer } from '../engine/engine.ts';
import type { Plan } from '../plan/plan.ts';
import type { Change } from './compare.ts';

/** What is before one component of a running stack. */
export interface Steps {
  readonly component: string;
  /** All of it that runs until it is stopped, in the order of the bundle. */
  readonly services: readonly string[];
  /** Of these, what is to be made anew. */
  readonly changes: readonly Change[];
}

type Containers = ReadonlyMap<string, EngineContainer>;

/**
 * Sorts the changes by component. Those that others stand on come first, which is the reverse of the bundle: stores,
 * then apps, then what is in front of them. A component of which nothing runs is not here: it starts all at once, as on
 * the first day; nor is one without a change, whatever is down of it.
 */
export function stepsOf(
  plan: Plan,
  order: readonly string[],
  changes: readonly Change[],
  containers: Containers,
): readonly Steps[] {
  return [...order].reverse().flatMap((component): Steps[] => {
    const services = longServices(plan, component);
    const own = changes.filter(({ service }) => services.includes(service));
    const runs = services.some((service) => containers.get(service)?.state === 'running');
    return own.length > 0 && runs ? [{ component, services, changes: own }] : [];
  });
}

/** What runs until it is stopped; one-shots run at every start in any case. */
function longServices(plan: Plan, component: string): readonly string[] {
  return [...plan.services.values()]
    .filter((service) => service.component === component && service.kind === 'long')
    .map(({ name }) => name);
}

/**
 * Services that are of no use now. They go first and together: nobody misses them, a change may be what mends them, and
 * no service that works is touched while they are away.
 */
export function downOf(services: readonly string[], containers: Containers): readonly string[] {
  return services.filter((service) => !isWorking(containers.get(service)));
}

/** Services of which nobody knows yet: their first health check is still to come. */
export function youngOf(services: readonly string[], containers: Containers): readonly string[] {
  return services.filter((service) => {
    const container = containers.get(service);
    return container?.state === 'running' && container.health === 'starting';
  });
}

/** Running and healthy, or running where nothing checks its health. */
function isWorking(container: EngineContainer | undefined): boolean {
  return container?.state === 'running' && ['healthy', 'none'].includes(container.health);
}

/** Index of the next one: in the order of the bundle, but leaders only when nobody else is left. */
export function nextOf(left: readonly Change[], last: readonly string[]): number {
  return Math.max(
    0,
    left.findIndex(({ service }) => !last.includes(service)),
  );
}
