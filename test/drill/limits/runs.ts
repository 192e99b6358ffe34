import type { NamedBite, PhaseRun, Run, Snapshot } from '../../../src/drill/limits/run.ts';
import { planOf } from '../../support/bundle.ts';
import { wellContainers } from '../../support/fake-engine.ts';

export const plan = planOf('name: shop');

/** A stack on which nothing has happened. */
export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  const containers = wellContainers(plan);
  const running = [...containers.values()].filter(({ state }) => state === 'running');
  return {
    containers,
    oomKills: new Map(running.map(({ service }) => [service, 0])),
    shortages: new Map(),
    leaders: new Map([['redis primary', 'redis-1 (epoch 0)']]),
    ...more,
  };
}

export function bite(more: Partial<NamedBite> = {}): NamedBite {
  return { pressure: 'redis:fill', bit: true, seen: '12 refused', acknowledged: 1000, lost: 0, ...more };
}

export function phase(more: Partial<PhaseRun> = {}): PhaseRun {
  return {
    name: 'redis:fill',
    seconds: 15,
    bites: [bite()],
    peaks: { stackMiB: 1500, services: new Map([['redis-1', 200]]), samples: 15 },
    after: snapshot(),
    ...more,
  };
}

export function runOf(...phases: PhaseRun[]): Run {
  return { before: snapshot(), phases, leftovers: [] };
}

/** The snapshot with one service's container changed. */
export function withContainer(service: string, change: object): Snapshot {
  const containers = new Map(wellContainers(plan));
  const container = containers.get(service);
  if (container === undefined) throw new Error(`no ${service}`);
  return snapshot({ containers: containers.set(service, { ...container, ...change }) });
}
