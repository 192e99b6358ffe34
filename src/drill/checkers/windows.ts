import type { Incident, StreamFacts } from '../history.ts';
import type { Damage } from './damage.ts';

/** In the order of time. Windows do not overlap: a second fault during the first's recovery is one incident with it. */
export function inTime(incidents: readonly Incident[]): readonly Incident[] {
  return incidents.toSorted((a, b) => a.began - b.began);
}

/** The incident that any of the time from `from` to `to` lies in; the later one of two. Incidents in the order of time. */
export function during(incidents: readonly Incident[], from: number, to: number): Incident | undefined {
  const last = incidents[firstWhere(incidents, ({ began }) => began > to) - 1];
  return last !== undefined && last.over > from ? last : undefined;
}

/** Whether a stream is there to show what an incident costs. */
export function concerns({ loads }: Incident, { tier }: StreamFacts): boolean {
  return loads?.includes(tier) ?? true;
}

/**
 * The drill that a damage is laid on: what was acknowledged can only be lost later, so it is the first incident that was
 * still on, or began, after it was acknowledged. A counter does not say when: then it is the one drill that concerns it, if
 * there is only one. Undefined when nobody can be blamed.
 */
export function blamed({ at }: Damage, concerned: readonly Incident[]): string | undefined {
  if (at !== undefined) return concerned[firstWhere(concerned, ({ over }) => over > at)]?.name;
  const names = new Set(concerned.map(({ name }) => name));
  return names.size === 1 ? concerned[0]?.name : undefined;
}

/** The first index at which `is` holds, or the length: of a list in which it holds for all that follow as well. */
export function firstWhere<Item>(items: readonly Item[], is: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (is(items[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
