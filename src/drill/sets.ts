import { faultsOf } from './aim.ts';
import type { Fault } from './fault.ts';
import type { Target } from './target.ts';

/** The drills of a set that this stack has targets for, by name. */
export type DrillSet = (targets: readonly Target[]) => readonly string[];

/** A minute that shows what it is about: one fault for each tier. */
export const tour: DrillSet = (targets) =>
  present(['redis.primary:kill', 'kafka.leader:kill', ...apps(targets, 'kill')], targets);

/**
 * What a CI can afford: eight faults, once each. From the front to the stores: a broker that has just started takes most of a
 * core while it warms up, and of two cores the front needs the other.
 */
export const quick: DrillSet = (targets) =>
  present(
    [
      ...apps(targets, 'kill'),
      'nginx:reload',
      'redis.primary:kill',
      'redis.primary:pause',
      'redis.replica:kill',
      'kafka.leader:kill',
      'kafka.controller:kill',
      'kafka.broker:stop',
    ],
    targets,
  );

/**
 * Every target with every fault that it takes, but for what destroys data or depends on the host. Links are left out:
 * all clients would go through proxies all the while, and no number would be that of a client on its usual way.
 */
export const full: DrillSet = (targets) =>
  targets
    .filter(({ link }) => link === undefined)
    .flatMap((target) => harmless(target).map((fault) => `${target.name}:${fault.name}`));

/** What destroys nothing and always works. */
function harmless(target: Target): readonly Fault[] {
  return faultsOf(target).filter(({ harm, needs }) => harm !== 'destructive' && needs === undefined);
}

/** The first app, whatever it is called: its replicas are what a fault in the front is shown by. */
function apps(targets: readonly Target[], fault: string): readonly string[] {
  const app = targets.find(
    ({ loads, name }) => loads.includes('http') && !/^(nginx|stack|host)|\./.test(name),
  );
  return app === undefined ? [] : [`${app.name}:${fault}`];
}

function present(names: readonly string[], targets: readonly Target[]): readonly string[] {
  return names.filter((name) => {
    const [target, fault] = name.split(':');
    const found = targets.find((one) => one.name === target);
    return found !== undefined && faultsOf(found).some((one) => one.name === fault);
  });
}

/**
 * Single faults at random, one after another, for ever; left out is what `full` leaves out, and what takes a whole tier or a
 * minute. The same seed gives the same row.
 */
export function* atRandom(targets: readonly Target[], seed: number): Generator<string> {
  const choices = targets
    .filter(
      ({ among, link, name }) =>
        among.length > 0 && link === undefined && !/^stack$|\.(?:all|brokers|sentinels|replicas)$/.test(name),
    )
    .map((target) => ({ target, faults: harmless(target) }));
  const next = randomFrom(seed);
  while (choices.length > 0) {
    // The target first: one with many faults of its own is no more often hurt than others.
    const { target, faults } = pick(choices, next);
    yield `${target.name}:${pick(faults, next).name}`;
  }
}

function pick<T>(from: readonly T[], next: () => number): T {
  const one = from[Math.floor(next() * from.length)];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}

/** Mulberry32: 32 bits of state are plenty for a row of drills that can be had again. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
