import { ageOf, type Found, type Moments, type Written } from './record.ts';

/** What became of the records of one tier, each by its id. */
export interface TierCheck {
  readonly tier: string;
  /** Acknowledged, by when. */
  readonly acknowledged: { readonly before: number; readonly during: number; readonly after: number };
  /** Of those acknowledged before the backup began: there, with the right value. */
  readonly kept: number;
  /** Acknowledged before the backup began, or since the restore, and not there. */
  readonly missing: readonly string[];
  /** There with a value that was never written to it. */
  readonly wrong: readonly string[];
  /** There more than once. */
  readonly doubled: readonly string[];
  /** Sent after the backup had ended, and there all the same. */
  readonly late: readonly string[];
  /** There, and written by nobody. */
  readonly strange: readonly string[];
  /** There behind a record that was sent later, in the same row. */
  readonly disordered: readonly string[];
  /** Acknowledged and not there: what the disaster cost. */
  readonly lost: number;
}

/**
 * What was acknowledged against what is there, record by record. What was under way while the backup was taken may be
 * there or not; everything else has one right answer.
 */
export function verifyTier(
  tier: string,
  written: readonly Written[],
  found: readonly Found[],
  moments: Moments,
): TierCheck {
  const own = written.filter((one) => one.tier === tier);
  const values = valuesById(found);
  const aged = own.map((one) => ({ ...one, age: ageOf(one, moments), there: values.get(one.id) }));
  const acknowledged = aged.filter((one) => one.acknowledged !== undefined);
  const before = aged.filter(({ age }) => age === 'before');
  const due = aged.filter(
    ({ age, acknowledged: at }) => age === 'before' || (age === 'since' && at !== undefined),
  );
  const known = new Set(own.map(({ id }) => id));
  return {
    tier,
    acknowledged: {
      before: before.length,
      during: acknowledged.filter(({ age }) => age === 'open').length,
      after: acknowledged.filter(({ age }) => age === 'after').length,
    },
    kept: before.filter(({ there, value }) => there?.includes(value) === true).length,
    missing: ids(due.filter(({ there }) => there === undefined)),
    wrong: ids(aged.filter(({ there, value }) => there?.some((one) => one !== value) === true)),
    doubled: [...values].flatMap(([id, all]) => (all.length > 1 ? [id] : [])),
    late: ids(aged.filter(({ age, there }) => age === 'after' && there !== undefined)),
    strange: [...values.keys()].filter((id) => !known.has(id)),
    disordered: disordered(own, found),
    lost: acknowledged.filter(({ there }) => there === undefined).length,
  };
}

function valuesById(found: readonly Found[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const { id, value } of found) {
    const there = values.get(id);
    if (there === undefined) values.set(id, [value]);
    else there.push(value);
  }
  return values;
}

/** `found` is in the order of each row; the ledger is in the order of sending. A second copy is doubled, not disordered. */
function disordered(own: readonly Written[], found: readonly Found[]): readonly string[] {
  const places = new Map(own.map(({ id, row }, index) => [id, { row, index }]));
  const last = new Map<string, number>();
  return [...new Set(found.map(({ id }) => id))].filter((id) => {
    const { row, index = 0 } = places.get(id) ?? {};
    if (row === undefined) return false;
    const before = last.get(row) ?? -1;
    last.set(row, Math.max(before, index));
    return index < before;
  });
}

function ids(records: readonly { readonly id: string }[]): readonly string[] {
  return records.map(({ id }) => id);
}
