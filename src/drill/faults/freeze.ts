import type { Fault } from '../fault.ts';
import { forAll } from './all.ts';
import { pause } from './pause.ts';

/** ms. Longer than every timer of every tier, so that each of them has run out when all wake up at once. */
const closed = 60_000;

/** A laptop whose lid is closed, a virtual machine that is moved: nobody failed, but everybody's clock jumped. */
export const freeze: Fault = {
  ...pause,
  name: 'freeze',
  about: 'all frozen for 60 s and awake at once, as under a closed lid',
  hold: closed,
  commands: (service) => [`docker pause ${service}`, `docker unpause ${service} (after 60 s)`],
  inflict: (wound, { engine, plan }) => forAll(wound, (service) => engine.hurt.pause(plan.name, service)),
};
