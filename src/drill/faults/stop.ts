import type { Fault } from '../fault.ts';
import { forAll, seenAs } from './all.ts';

/** What a planned restart or an engine that shuts down does: the node may hand over, and ends by itself. */
export const stop: Fault = {
  name: 'stop',
  about: 'SIGTERM and time to end, as a restart of the host gives it',
  harm: 'disruptive',
  hold: 4000,
  commands: (service) => [`docker stop ${service}`, `docker start ${service}`],
  inflict: (wound, { engine, plan }) => forAll(wound, (service) => engine.hurt.stop(plan.name, service)),
  bite: (wound, context) => seenAs(({ state }) => state === 'exited', wound, context),
  heal: (wound, { engine, plan }) => forAll(wound, (service) => engine.hurt.start(plan.name, service)),
};
