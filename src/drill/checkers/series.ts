import type { Operation, Stream } from '../history.ts';

/** When something was acknowledged on one key, or on all of them. */
export interface Series {
  /** Empty where keys do not count apart. */
  readonly key: string;
  /** When the first operation should have begun. */
  readonly first: number;
  /** Ends of what was acknowledged, in their order. */
  readonly ends: readonly number[];
}

/** One for each key of a keyed stream, one in all of any other; none without an operation. */
export function seriesOf({ keyed, operations }: Stream): readonly Series[] {
  const series = new Map<string, { key: string; first: number; ends: number[] }>();
  for (const { key, at, end, outcome } of inOrderOfEnd(operations)) {
    const name = keyed ? key : '';
    const one = series.get(name) ?? { key: name, first: at, ends: [] };
    one.first = Math.min(one.first, at);
    if (outcome === 'ok') one.ends.push(end);
    series.set(name, one);
  }
  return [...series.values()];
}

/** As a stream promises it; sorted only when it is not so, as that is long for a million. */
export function inOrderOfEnd(operations: readonly Operation[]): readonly Operation[] {
  const sorted = operations.every((one, index) => one.end >= (operations[index - 1]?.end ?? 0));
  return sorted ? operations : operations.toSorted((a, b) => a.end - b.end);
}
