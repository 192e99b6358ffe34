import type { Fault } from '../fault.ts';
import { forAll, seenAs } from './all.ts';

/** The cruel one: connections stay open and nobody answers, so only a deadline of the client's tells that the node is gone. */
export const pause: Fault = {
  name: 'pause',
  about: 'frozen: connections stay open, nothing is answered',
  harm: 'disruptive',
  hold: 4000,
  commands: (service) => [`docker pause ${service}`, `docker unpause ${service}`],
  inflict: (wound, { engine, plan }) => forAll(wound, (service) => engine.hurt.pause(plan.name, service)),
  bite: (wound, context) => seenAs(({ state }) => state === 'paused', wound, context),
  heal: (wound, { engine, plan }) => forAll(wound, (service) => engine.hurt.unpause(plan.name, service)),
};
