import { firstLineOf } from '../../errors.ts';
import type { Observer } from '../../observe/run.ts';
import type { Aim, Strike } from '../aim.ts';
import type { DrillContext } from '../drill.ts';
import { whereOf, type Fault, type Wound } from '../fault.ts';
import type { Incident, Led } from '../history.ts';
import { healAll } from './heal.ts';
import { pause } from './pause.ts';
import type { Recording } from './recording.ts';
import { untilWhole } from './whole.ts';
import type { Wounds } from './wounds.ts';

/** Patience, ms. */
export interface IncidentLimits {
  /** Until the stack is whole before anything is done to it. */
  readonly before: number;
  /** Until a fault has its effect. A stop takes as long as the service's grace. */
  readonly bite: number;
  /** Until the clients have found their way, with the fault still there. Some never do: two brokers gone. */
  readonly back: number;
  /** Until the tier is whole, from the heal. */
  readonly whole: number;
  /** Load on the whole tier before the next incident. */
  readonly calm: number;
}

export const standardLimits: IncidentLimits = {
  before: 60_000,
  bite: 5000,
  back: 15_000,
  whole: 90_000,
  calm: 2000,
};

const poll = 50;
/** ms from the end of one incident to the next: a gap that begins at the last answer before a fault is not the former's. */
const apart = 500;
/** ms; several operations of a stream fit into it. */
const justNow = 1000;

/** What one incident needs. */
export interface Scene {
  readonly context: DrillContext;
  readonly observers: readonly Observer[];
  readonly recording: Recording;
  readonly wounds: Wounds;
  readonly limits: IncidentLimits;
  /** By workload: how long its tier still moves once it is whole, ms. */
  readonly calms: ReadonlyMap<string, number>;
  /** Who leads now; undefined where nothing has a leader. */
  readonly leads: () => Promise<Led['before'] | undefined>;
}

/**
 * Hurts, holds, heals and waits until all is whole, while the load goes on. Whatever happens, nothing stays hurt.
 *
 * @throws StackError `no` when a target is not there, `engine` when it could not be healed, `interrupted`
 */
export async function strikeOnce(strike: Strike, run: number, scene: Scene): Promise<Incident> {
  const { context, observers, recording, wounds, limits } = scene;
  const faults = strike.blows.flat().map(({ fault }) => fault);
  const loads = loadsOf(strike);
  const struck: Blow[] = [];
  let healed: number;
  const before = faults.every(({ still }) => still === true) ? await scene.leads() : undefined;
  const began = recording.now();
  try {
    for (const [index, together] of strike.blows.entries()) {
      if (index > 0) await heal(faults, scene);
      struck.push(await hurt(together, scene));
      await hold(together, scene);
    }
  } finally {
    healed = recording.now();
    const undone = await healAll(wounds, faults, context);
    for (const wound of undone) recording.note('heal', whereOf(wound));
  }
  const healing = recording.now();
  const illness = await untilWhole(observers, context, limits.whole);
  const whole = recording.now();
  if (illness === undefined) recording.note('whole', `after ${((whole - healing) / 1000).toFixed(1)} s`);
  await untilBack(scene);
  await pause(Math.max(limits.calm, ...loads.map((load) => scene.calms.get(load) ?? 0)), context.signal);
  const over = recording.now();
  await pause(apart, context.signal);
  const led = before === undefined ? undefined : { before, after: (await scene.leads()) ?? null };
  const missed = struck.flatMap(({ missed: why }) => (why === undefined ? [] : [why]));
  return {
    name: strike.name,
    run,
    services: struck.flatMap(({ services }) => services),
    loads,
    began: struck[0]?.began ?? began,
    bitten: struck[0]?.bitten ?? began,
    healed,
    whole: illness === undefined ? whole : undefined,
    over,
    evidence: struck.map(({ evidence }) => evidence).join(', then '),
    ...(missed.length === 0 ? {} : { invalid: missed.join('; ') }),
    ...(illness === undefined ? {} : { illness }),
    ...(led === undefined ? {} : { led }),
  };
}

/** Names of the workloads that show what a strike costs. */
export function loadsOf({ blows }: Strike): readonly string[] {
  return [...new Set(blows.flat().flatMap(({ target }) => target.loads))];
}

/** Faults done at the same moment, and what showed that they had an effect. */
interface Blow {
  readonly services: readonly string[];
  readonly began: number;
  readonly bitten: number;
  readonly evidence: string;
  /** Why not, when they had none. */
  readonly missed?: string;
}

async function hurt(together: readonly Aim[], { context, recording, wounds, limits }: Scene): Promise<Blow> {
  const aimed = await Promise.all(
    together.map(async ({ target, pick, fault }) => {
      const services = await target.find(context, pick);
      return { fault, wound: { fault: fault.name, services, ...(await fault.prepare?.(services, context)) } };
    }),
  );
  for (const { wound } of aimed) wounds.add(wound);
  const services = aimed.flatMap(({ wound }) => wound.services);
  const began = recording.now();
  recording.note('fault', aimed.map(({ wound, fault }) => `${fault.name} ${whereOf(wound)}`).join(', '));
  await Promise.all(aimed.map(({ wound, fault }) => fault.inflict(wound, context)));
  const shown = await Promise.all(aimed.map((one) => shows(one, context, limits.bite)));
  const missed = shown.flatMap(({ missed: why }) => (why === undefined ? [] : [why]));
  return {
    services,
    began,
    bitten: recording.now(),
    evidence: shown.map(({ evidence }) => evidence).join(', '),
    ...(missed.length === 0 ? {} : { missed: missed.join('; ') }),
  };
}

/** That a fault has no effect is a finding: the run is invalid, not the drill broken. */
async function shows(
  { wound, fault }: { readonly wound: Wound; readonly fault: Fault },
  context: DrillContext,
  limit: number,
): Promise<{ readonly evidence: string; readonly missed?: string }> {
  const end = performance.now() + limit;
  for (;;) {
    try {
      return { evidence: await fault.bite(wound, context) };
    } catch (error) {
      context.signal.throwIfAborted();
      const why = firstLineOf(error);
      if (performance.now() > end) return { evidence: why, missed: `${fault.name}: ${why}` };
      await pause(poll, context.signal);
    }
  }
}

/** At least as long as each fault wants, and until the clients are back, unless they cannot be while it lasts. */
async function hold(together: readonly Aim[], scene: Scene): Promise<void> {
  const least = Math.max(...together.map(({ fault }) => fault.hold));
  await pause(least, scene.context.signal);
  if (least > 0) await untilBack(scene);
}

/** Every judged stream has had an answer just now, or the time is over. */
async function untilBack({ context, recording, limits }: Scene): Promise<void> {
  const end = recording.now() + limits.back;
  while (recording.now() < end && recording.waitingSince(recording.now() - justNow).length > 0)
    await pause(poll, context.signal);
}

/** Before the next blow of the same incident: the tier recovers, and is hit while it does. */
async function heal(faults: readonly Fault[], { context, wounds, recording }: Scene): Promise<void> {
  for (const wound of await healAll(wounds, faults, context)) recording.note('heal', whereOf(wound));
}
