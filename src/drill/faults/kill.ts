import type { Fault } from '../fault.ts';
import { forAll, seenAs } from './all.ts';

/** The node is gone at once and for good, as with a crashed machine; the engine's restart policy does not act. */
export const kill: Fault = {
  name: 'kill',
  about: 'SIGKILL to the container, which stays down until healed',
  harm: 'disruptive',
  hold: 4000,
  commands: (service) => [`docker kill ${service}`, `docker start ${service}`],
  inflict: (wound, { engine, plan }) =>
    forAll(wound, (service) => engine.hurt.kill(plan.name, service, 'SIGKILL')),
  bite: (wound, context) => seenAs(({ state }) => state === 'exited', wound, context),
  heal: (wound, { engine, plan }) => forAll(wound, (service) => engine.hurt.start(plan.name, service)),
};
