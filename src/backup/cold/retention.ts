import type { Dated, Keep } from '../retention.ts';

/**
 * The cold backups that may go. They are counted by themselves: one is taken by hand, before something risky, and must
 * neither push out what the schedule keeps nor be pushed out by it. The newest `keep.last` stay, never fewer than one, and
 * the newest that was proven; days, weeks and months mean the schedule. So one goes only when a newer one was taken.
 */
export function removableCold<B extends Dated>(cold: readonly B[], keep: Pick<Keep, 'last'>): readonly B[] {
  const newestFirst = cold.toSorted((a, b) => (a.takenAt < b.takenAt ? 1 : -1));
  const proven = newestFirst.find(({ verified }) => verified);
  return newestFirst.slice(Math.max(1, keep.last)).filter((one) => one !== proven);
}
