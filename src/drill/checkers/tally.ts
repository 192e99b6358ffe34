import type { Incident, Stream } from '../history.ts';
import { during } from './windows.ts';

/** How operations ended. */
export interface Counts {
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
  /** Of what was acknowledged: how often a lock was taken. */
  readonly held: number;
  /** Of what was acknowledged, ms; undefined where nothing was. */
  readonly slowest: number | undefined;
  /** Why operations were not acknowledged, in the clients' words: the first of each. */
  readonly whys: ReadonlySet<string>;
}

/** More reasons than these help nobody. */
const fewWhys = 5;

interface Sums {
  acknowledged: number;
  failed: number;
  unknown: number;
  held: number;
  slowest: number | undefined;
  whys: Set<string>;
}

/**
 * Operations by the incident they fell into, under undefined those that fell into none. One falls into an incident
 * when any of the time from when it should have begun to its end lies in the window: what was queued before the fault and
 * failed by it, and what still failed after the window because it had begun inside, are both the fault's doing.
 */
export function tally(
  stream: Stream,
  incidents: readonly Incident[],
): ReadonlyMap<Incident | undefined, Counts> {
  const sums = new Map<Incident | undefined, Sums>();
  for (const { at, end, outcome, why, held, count = 1, slowest = end - at } of stream.operations) {
    const incident = during(incidents, at, end);
    const counts = sums.get(incident) ?? emptySums();
    sums.set(incident, counts);
    if (outcome === 'ok') {
      counts.acknowledged += count;
      if (held !== undefined) counts.held++;
      counts.slowest = Math.max(counts.slowest ?? 0, slowest);
      continue;
    }
    if (outcome === 'fail') counts.failed += count;
    else counts.unknown += count;
    if (why !== undefined && counts.whys.size < fewWhys) counts.whys.add(why);
  }
  return sums;
}

/** Several as one. */
export function added(counts: readonly Counts[]): Counts {
  const total = emptySums();
  for (const { acknowledged, failed, unknown, held, slowest, whys } of counts) {
    total.acknowledged += acknowledged;
    total.failed += failed;
    total.unknown += unknown;
    total.held += held;
    if (slowest !== undefined) total.slowest = Math.max(total.slowest ?? 0, slowest);
    for (const why of whys) if (total.whys.size < fewWhys) total.whys.add(why);
  }
  return total;
}

function emptySums(): Sums {
  return { acknowledged: 0, failed: 0, unknown: 0, held: 0, slowest: undefined, whys: new Set() };
}
