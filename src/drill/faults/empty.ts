import type { Fault } from '../fault.ts';
import { forAll, seenAs } from './all.ts';

/**
 * A disk was replaced: the node comes back with nothing, and has to get everything from the others instead of handing its
 * emptiness to them. Where storage is prepared by a one-shot of its component, that runs first.
 */
export const empty: Fault = {
  name: 'empty',
  about: 'SIGKILL, and everything in its volumes is removed before it comes back',
  harm: 'destructive',
  hold: 4000,
  commands: (service) => [
    `docker kill ${service}`,
    `docker run --rm --volumes-from ${service} ... find VOLUME -mindepth 1 -delete`,
    `docker start FORMATTER ${service}`,
  ],
  inflict: async (wound, { engine, plan }) => {
    await forAll(wound, (service) => engine.hurt.kill(plan.name, service, 'SIGKILL'));
    await forAll(wound, (service) => engine.hurt.empty(plan.name, service));
  },
  bite: (wound, context) => seenAs(({ state }) => state === 'exited', wound, context),
  heal: async (wound, { engine, plan }) => {
    const components = new Set(wound.services.map((service) => plan.services.get(service)?.component));
    const formatters = [...plan.services.values()].filter(
      ({ kind, role, component }) => kind === 'once' && role === 'format' && components.has(component),
    );
    for (const { name } of formatters) await runToItsEnd(name, { engine, plan });
    await forAll(wound, (service) => engine.hurt.start(plan.name, service));
  },
};

/** ms */
const poll = 200;

async function runToItsEnd(
  service: string,
  { engine, plan }: Pick<Parameters<Fault['heal']>[1], 'engine' | 'plan'>,
): Promise<void> {
  await engine.hurt.start(plan.name, service);
  for (;;) {
    const container = (await engine.containers(plan.name)).get(service);
    if (container?.state !== 'running') return;
    await new Promise((resolve) => setTimeout(resolve, poll));
  }
}
