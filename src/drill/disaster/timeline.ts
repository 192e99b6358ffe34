import type { Phase } from './phases.ts';
import type { Moments, Written } from './record.ts';

/** ms; a step of the drawing, at least, and how many there are at most. */
const shortest = 250;
const most = 240;

interface Course {
  readonly written: readonly Written[];
  readonly moments: Moments;
  readonly proven: number;
  readonly up: number;
  readonly phases: readonly Phase[];
  readonly length: number;
}

/** The same on a clock whose 0 is the destruction, with the writes of each tier counted in steps. */
export function timelineOf({ written, moments, proven, up, phases, length }: Course) {
  const { destroyed, backup } = moments;
  const step = Math.max(shortest, Math.ceil(length / most / shortest) * shortest);
  const tiers = [...new Set(written.map(({ tier }) => tier))];
  const shifted = (at: number): number => at - destroyed;
  return {
    from: shifted(0),
    to: shifted(length),
    step,
    rates: tiers.map((tier) => ({ tier, acknowledged: counted(tier, written, step, length) })),
    backup: { began: shifted(backup.began), ended: shifted(backup.ended) },
    proven: shifted(proven),
    up: shifted(up),
    phases: phases
      .map(({ name, from, to }) => ({ name, from: shifted(from), to: shifted(to) }))
      .toSorted((a, b) => a.from - b.from),
  };
}

function counted(tier: string, written: readonly Written[], step: number, length: number): readonly number[] {
  const counts = Array.from({ length: Math.max(1, Math.ceil(length / step)) }, () => 0);
  for (const one of written) {
    if (one.tier !== tier || one.acknowledged === undefined) continue;
    const index = Math.min(counts.length - 1, Math.max(0, Math.floor(one.acknowledged / step)));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}
