import type { Observation } from '../observe/observation.ts';
import type { ProofContext } from '../proof/proof.ts';
import type { Change } from './compare.ts';
import { interrupted, keptItsRole, notBack, notWholeAfter, notWholeBefore } from './failures.ts';
import { nextOf, type Steps } from './steps.ts';
import { untilGrown, untilWhole, type Rolling } from './whole.ts';

export interface RollContext extends ProofContext {
  /** Makes services anew as the bundle says, all at the same time, and waits until they are healthy. Never broken off. */
  readonly recreate: (services: readonly string[]) => Promise<void>;
  /** How far it is, one line at a time. */
  readonly say: (line: string) => void;
  readonly limits?: Limits;
}

/** Patience, ms. */
export interface Limits {
  /** With services that have only just started. A broker has 90 s to its first good health check. */
  readonly young: number;
  /** With a component that is not whole before anything was done to it: it may be about to be. */
  readonly before: number;
  /** With what a restart takes away: a node that was away copies what it missed. */
  readonly after: number;
  /** Between two looks; a look at a component takes 100 to 300 ms. */
  readonly poll: number;
}

const standardLimits: Limits = { young: 90_000, before: 30_000, after: 180_000, poll: 300 };

/** A service that was made anew, and how long it took until its component was whole again. */
export interface Rolled extends Change {
  readonly milliseconds: number;
}

/** One component in its turn. */
interface Turn {
  readonly step: Steps;
  readonly rolling: Rolling;
  readonly context: RollContext;
  readonly limits: Limits;
  /** Services of the whole stack that still are as they were. */
  readonly pending: Set<string>;
}

type Say = (what: string) => void;

/**
 * Restarts what has changed, one service of a component at a time, the next only when the component is whole again;
 * components one after another. Whatever goes wrong, and whenever the user interrupts, no more than the one service is
 * away, and a later run goes on with those that are left.
 *
 * @throws StackError `no` when a component is not whole before it begins or does not become whole again, `engine` when
 * a service does not come back, `interrupted`
 */
export async function roll(
  steps: readonly Steps[],
  rollings: readonly Rolling[],
  context: RollContext,
): Promise<readonly Rolled[]> {
  const limits = context.limits ?? standardLimits;
  const pending = new Set(steps.flatMap(({ changes }) => changes.map(({ service }) => service)));
  const rolled: Rolled[] = [];
  for (const step of steps) {
    const rolling = rollings.find(({ component }) => component === step.component);
    if (rolling === undefined) throw new Error(`nobody knows how to restart ${step.component}`);
    try {
      rolled.push(...(await rollComponent({ step, rolling, context, limits, pending })));
    } catch (error) {
      throw error === context.signal.reason ? interrupted(pending) : error;
    }
  }
  return rolled;
}

async function rollComponent(turn: Turn): Promise<readonly Rolled[]> {
  const { step, rolling, pending, limits, context } = turn;
  const rolled = [...(await mend(turn))];
  const left = step.changes.filter(({ service }) => pending.has(service));
  const total = left.length;
  let seen = await whole(turn, limits.before, (missing) => notWholeBefore(step, missing));
  while (left.length > 0) {
    const last = rolling.roll.last?.(seen) ?? [];
    const [change] = left.splice(nextOf(left, last), 1);
    if (change === undefined) throw new Error('the next service is none of those left');
    const { service } = change;
    const say = (what: string): void => {
      context.say(`rolling: ${service} (${String(total - left.length)} of ${String(total)}), ${what}`);
    };
    const started = performance.now();
    if (last.includes(service)) await handOver(turn, service, say);
    seen = await restart(turn, service, say);
    rolled.push({ ...change, milliseconds: Math.round(performance.now() - started) });
  }
  return rolled;
}

/** What is down goes first and together, changed or not. Returns what of it had a change. */
async function mend({ step, context, limits, pending }: Turn): Promise<readonly Rolled[]> {
  const { services, changes } = step;
  const down = await untilGrown(services, context, { limit: limits.young, poll: limits.poll });
  if (down.length === 0) return [];
  const started = performance.now();
  context.say(`rolling: ${down.join(', ')} first, not working as it is`);
  await recreate(down, step, context);
  for (const service of down) pending.delete(service);
  const milliseconds = Math.round(performance.now() - started);
  return changes.filter(({ service }) => down.includes(service)).map((one) => ({ ...one, milliseconds }));
}

/** Not to be broken off half way: it ends by itself within seconds. */
async function handOver(turn: Turn, service: string, say: Say): Promise<void> {
  const { roll } = turn.rolling;
  if (roll.handOver === undefined) return;
  say('handing over its role');
  await roll.handOver(service, { ...turn.context, signal: new AbortController().signal });
  say(`handed over, ${waiting(turn)}`);
  await whole(turn, turn.limits.after, (missing) => keptItsRole(service, missing));
}

async function restart(turn: Turn, service: string, say: Say): Promise<Observation> {
  say('restarting');
  await recreate([service], turn.step, turn.context);
  turn.pending.delete(service);
  say(waiting(turn));
  return whole(turn, turn.limits.after, (missing) => notWholeAfter(service, turn.step, missing));
}

async function recreate(services: readonly string[], step: Steps, context: RollContext): Promise<void> {
  context.signal.throwIfAborted();
  try {
    await context.recreate(services);
  } catch (error) {
    throw notBack(services, step, error);
  }
}

function waiting({ rolling }: Turn): string {
  return `waiting for ${rolling.roll.waitsFor ?? 'an answer'}`;
}

async function whole(
  { step, rolling, context, pending, limits: { poll } }: Turn,
  limit: number,
  failure: (missing: readonly string[]) => Error,
): Promise<Observation> {
  const { seen, missing } = await untilWhole(step, rolling, context, { limit, poll, pending });
  if (missing.length > 0) throw failure(missing);
  return seen;
}
