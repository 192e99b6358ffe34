import { parseStrikes, type Strike } from '../../drill/aim.ts';
import { loadsOf } from '../../drill/run/incident.ts';
import { atRandom, full, quick, tour } from '../../drill/sets.ts';
import type { Target } from '../../drill/target.ts';
import { StackError } from '../../errors.ts';
import type { Course } from './run.ts';

/** What decides which drills are run. */
export interface CourseRequest {
  /** Drills by name, or `calm`, `limits` or `heal` alone. None is the tour. */
  readonly words: readonly string[];
  /** A set of drills in place of names. */
  readonly set: 'quick' | 'full' | undefined;
  /** How often each is run. */
  readonly runs: number;
  /** Single faults at random for so many minutes, in place of names. */
  readonly random: number | undefined;
  /** For these: the same gives the same row. */
  readonly seed: number;
  /** For `calm`: how long the load runs, minutes. */
  readonly minutes: number;
}

/** At random the next fault may be of any tier: each has to have come to rest, ms. */
const randomCalm = 20_000;

/**
 * What is run, in which order, and under which load.
 *
 * @throws StackError `usage` for names that cannot be read or stand beside what names drills itself; `no` when there is
 * nothing in the stack to hurt
 */
export function courseOf(request: CourseRequest, targets: readonly Target[]): Course {
  const { random, runs } = request;
  if (random !== undefined) return randomCourse(random, request, targets);
  const strikes = parseStrikes(namesIn(request, targets), targets);
  // One after another, then all of them again: what a fault leaves behind meets every other.
  const order = Array.from({ length: runs }, () => strikes).flat();
  return { strikes, order, loads: loadsFor(strikes), short: order.length <= 3 };
}

function randomCourse(
  minutes: number,
  { words, set, seed }: CourseRequest,
  targets: readonly Target[],
): Course {
  if (words.length > 0 || set !== undefined)
    throw new StackError('usage', '--random chooses drills itself, so nothing else can be named beside it');
  const strikes = parseStrikes(full(targets), targets);
  return {
    strikes,
    order: inRow(atRandom(targets, seed), strikes),
    until: minutes * 60_000,
    loads: loadsFor(strikes),
    calm: randomCalm,
    short: false,
  };
}

/**
 * The load of every tier, and nothing else: no failover, no election, nothing failed, nothing lost.
 *
 * @throws StackError `usage` beside a set of drills; `no` when no tier has a load
 */
export function calmCourse({ minutes, set, random }: CourseRequest, loads: readonly string[]): Course {
  if (set !== undefined || random !== undefined)
    throw new StackError('usage', 'calm hurts nothing, so no set of drills has a place beside it');
  if (loads.length === 0)
    throw new StackError('no', 'nothing in this stack can be used: it has neither Redis, Kafka nor an app');
  return { strikes: [], order: [], loads: new Set(loads), alone: minutes * 60_000, short: true };
}

function loadsFor(strikes: readonly Strike[]): ReadonlySet<string> {
  return new Set(strikes.flatMap(loadsOf));
}

function* inRow(names: Iterable<string>, strikes: readonly Strike[]): Generator<Strike> {
  const byName = new Map(strikes.map((strike) => [strike.name, strike]));
  for (const name of names) {
    const strike = byName.get(name);
    if (strike !== undefined) yield strike;
  }
}

function namesIn({ words, set }: CourseRequest, targets: readonly Target[]): readonly string[] {
  if (set !== undefined && words.length > 0)
    throw new StackError(
      'usage',
      `--${set} names drills itself, so '${words.join(' ')}' has no place beside it`,
    );
  if (words.length > 0) return words;
  const names = (set === 'quick' ? quick : set === 'full' ? full : tour)(targets);
  if (names.length > 0) return names;
  throw new StackError('no', 'nothing in this stack can be hurt: it has neither Redis, Kafka nor an app', {
    hint: 'holdfast drill --list',
  });
}
