import type { Pressure } from './pressure.ts';

export interface Phase {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly pressures: readonly Pressure[];
}

/** How long everything presses at once, s. */
export const standardSeconds = 60;

/** Shorter, and a load may not have come to its limit yet: an AOF has to double before it is rewritten. */
const shortestAlone = 8;

/** Each pressure alone for a quarter of the time, then all at once for the whole of it. */
export function phasesOf(pressures: readonly Pressure[], seconds: number): readonly Phase[] {
  const alone = Math.max(shortestAlone, Math.round(seconds / 4));
  const single = pressures.map((pressure) => ({
    name: pressure.name,
    title: pressure.title,
    seconds: alone,
    pressures: [pressure],
  }));
  if (pressures.length < 2) return single;
  return [...single, { name: 'all', title: 'all at once', seconds, pressures }];
}
