import type { Run } from '../history.ts';
import { firstWhere } from './windows.ts';

/** Whether every run begins above the end of the one before: nothing is there twice, and nothing out of its place. */
export function growing(runs: readonly Run[]): boolean {
  return runs.every(([first], index) => first > (runs[index - 1]?.[1] ?? -Infinity));
}

/** Every single value, in the order of the log. Of runs that grow nobody has to ask for them. */
export function valuesOf(runs: readonly Run[]): readonly number[] {
  return runs.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

/** Tells whether all from one value to another are there, in whatever order. */
export function within(runs: readonly Run[]): (from: number, to: number) => boolean {
  const joined: [number, number][] = [];
  for (const [first, last] of runs.toSorted(([a], [b]) => a - b)) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return (from, to) => {
    const run = joined[firstWhere(joined, ([first]) => first > from) - 1];
    return run !== undefined && run[1] >= to;
  };
}
