import { StackError } from '../../errors.ts';
import type { DrillContext } from '../drill.ts';
import type { Before, Fault, Wound } from '../fault.ts';
import { forAll } from './all.ts';

/** The process dies and its restart policy brings it back, often before anybody has noticed. */
export const crash: Fault = {
  name: 'crash',
  about: 'SIGKILL to the process inside, which its restart policy starts again',
  harm: 'disruptive',
  hold: 0,
  commands: (service) => [`docker exec ${service} kill -9 PROCESS (below init)`],
  prepare: startsOf,
  inflict: (wound, { engine, plan }) => forAll(wound, (service) => engine.hurt.crash(plan.name, service)),
  bite: hasRestarted,
  // The restart policy waits longer each time; what is down after all is started.
  heal: (wound, { engine, plan }) => forAll(wound, (service) => engine.hurt.start(plan.name, service)),
};

async function startsOf(services: readonly string[], { engine, plan }: DrillContext): Promise<Before> {
  const containers = await engine.containers(plan.name);
  return {
    started: Object.fromEntries(
      services.map((service) => [service, containers.get(service)?.startedAt ?? '']),
    ),
  };
}

async function hasRestarted({ services, started }: Wound, { engine, plan }: DrillContext): Promise<string> {
  const containers = await engine.containers(plan.name);
  for (const service of services) {
    const container = containers.get(service);
    if (container?.startedAt === started?.[service] && container?.state === 'running')
      throw new StackError('no', `${service} runs on as before`);
  }
  return `${services.join(', ')} ended and started again`;
}
