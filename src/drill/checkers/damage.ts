import type { Stream } from '../history.ts';

/** One thing that is not as it was promised. Whether that matters, the stream's promise and the SLO say. */
export interface Damage {
  readonly stream: string;
  readonly key: string;
  /** Absent for a counter: nobody can tell which of its additions is missing. */
  readonly value?: number;
  /** When the operation ended that it is about; absent for a counter. */
  readonly at?: number;
}

/** All that is wrong with one stream, by what it is. */
export interface Damages {
  readonly lost: readonly Damage[];
  readonly splitBrain: readonly Damage[];
  readonly duplicated: readonly Damage[];
  readonly reordered: readonly Damage[];
  readonly stale: readonly Damage[];
  readonly overlapping: readonly Damage[];
}

/** Values of a log by key, each with when its operation ended; without that time where the stream has no such operation. */
export function writtenAs(
  { id, operations }: Stream,
  byKey: readonly (readonly [string, readonly number[]])[],
): readonly Damage[] {
  const wanted = new Map(
    byKey.flatMap(([key, values]) => (values.length === 0 ? [] : [[key, new Set(values)] as const])),
  );
  if (wanted.size === 0) return [];
  const ends = new Map<string, number>();
  for (const { key, value, end } of operations)
    if (wanted.get(key)?.has(value) === true) ends.set(`${key} ${String(value)}`, end);
  return byKey.flatMap(([key, values]) =>
    values.map((value) => {
      const at = ends.get(`${key} ${String(value)}`);
      return { stream: id, key, value, ...(at === undefined ? {} : { at }) };
    }),
  );
}
