/** How many backups are kept, by what they are the last of. */
export interface Keep {
  readonly last: number;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

export interface Dated {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly verified: boolean;
}

/**
 * The backups that may go. Kept are the newest `last`, the newest of each of the last days, weeks and months that have
 * one, always the newest of all, and the newest that was proven by a restore: everything else is only believed to work.
 */
export function removable<B extends Dated>(backups: readonly B[], keep: Keep): readonly B[] {
  const newestFirst = backups.toSorted((a, b) => (a.takenAt < b.takenAt ? 1 : -1));
  const kept = new Set<B | undefined>([
    ...newestFirst.slice(0, Math.max(1, keep.last)),
    ...newestOfEach(newestFirst, keep.daily, ({ takenAt }) => takenAt.slice(0, 10)),
    ...newestOfEach(newestFirst, keep.weekly, ({ takenAt }) => weekOf(takenAt)),
    ...newestOfEach(newestFirst, keep.monthly, ({ takenAt }) => takenAt.slice(0, 7)),
    newestFirst.find(({ verified }) => verified),
  ]);
  return newestFirst.filter((one) => !kept.has(one));
}

function newestOfEach<B extends Dated>(
  newestFirst: readonly B[],
  count: number,
  unit: (backup: B) => string,
): readonly B[] {
  const found = new Map<string, B>();
  for (const backup of newestFirst) if (!found.has(unit(backup))) found.set(unit(backup), backup);
  return [...found.values()].slice(0, count);
}

/** The Monday of its week. */
function weekOf(takenAt: string): string {
  const day = new Date(takenAt);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}
