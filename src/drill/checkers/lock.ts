import type { Held, Operation, Stream } from '../history.ts';
import { inRuns, sum, type CaseChecker } from './case.ts';
import type { Damage } from './damage.ts';
import { counted } from './words.ts';

/**
 * Mutual exclusion: no two acknowledged holdings of one lock overlap.
 *
 * A holding counts from the acknowledgement of the SET until the release is sent, or until the lease is over by the clock
 * of the holder, whichever comes first; all holders share that clock. What failed, what nobody knows the outcome of, and
 * what found the lock taken, holds nothing. Each holding that begins while another still lasts is one overlap.
 *
 * A lock in Redis is a convenience, not a guarantee. Acknowledged by a replica it is expected to outlive any single fault
 * that is not a partition, as the replica with the newest data is promoted; but nothing in Redis promises that, and a
 * holder that stalls for longer than its lease works on without knowing. So overlaps are counted and shown, and fail
 * nothing. What must not be done twice needs a fencing token that whoever does it compares.
 *
 * It cannot see: a holder that works on after its lease; what was held while nobody had an answer; holders in other
 * processes, with clocks of their own.
 */
export function overlapsOf(stream: Stream): readonly Damage[] {
  const overlaps: Damage[] = [];
  const until = new Map<string, number>();
  for (const { key, value, held } of holdingsOf(stream)) {
    if (held.to <= held.from) continue;
    const before = until.get(key) ?? Number.NEGATIVE_INFINITY;
    if (held.from < before) overlaps.push({ stream: stream.id, key, value, at: held.from });
    until.set(key, Math.max(before, held.to));
  }
  return overlaps;
}

/**
 * Fencing: each time that a lock is taken its token is greater than all before it. A resource that refuses any
 * smaller one than it has seen is safe from a holder that is late, as long as this holds.
 *
 * It cannot see: a token that was skipped, which is in its right: of some takings nobody knows the outcome.
 */
export function ungrownOf(stream: Stream): readonly Damage[] {
  const ungrown: Damage[] = [];
  const greatest = new Map<string, number>();
  for (const { key, value, held } of holdingsOf(stream)) {
    const before = greatest.get(key) ?? 0;
    if (value <= before) ungrown.push({ stream: stream.id, key, value, at: held.from });
    greatest.set(key, Math.max(before, value));
  }
  return ungrown;
}

type Holding = Operation & { readonly held: Held };

/** In the order in which they began. */
function holdingsOf({ operations }: Stream): readonly Holding[] {
  return operations.filter(isHolding).toSorted((a, b) => a.held.from - b.held.from);
}

function isHolding(operation: Operation): operation is Holding {
  return operation.outcome === 'ok' && operation.held !== undefined;
}

/** Judged only of a lock that promises it; of any other it is counted, and the line says so. */
export const oneHolder: CaseChecker = (drill) => {
  const locks = drill.streams.filter(({ facts }) => facts.kind === 'lock');
  if (locks.length === 0) return undefined;
  const kept = locks.filter(({ facts }) => facts.promise === 'kept');
  const shown = kept.length > 0 ? kept : locks;
  const holdings = sum(shown, ({ counts }) => counts.held);
  const overlapping = sum(shown, (stream) => stream.overlapping.length);
  const ungrown = sum(shown, ({ reordered }) => reordered.length);
  const seen = `${counted(overlapping)} of ${counted(holdings)} holdings overlap, ${counted(ungrown)} fencing tokens did not grow, ${inRuns(drill)}`;
  const claim = 'no two holders of one lock at once';
  if (kept.length > 0) return { claim, good: holdings > 0 && overlapping === 0 && ungrown === 0, seen };
  const why = 'counted, not judged: a lock in Redis is a convenience, not a guarantee';
  return { claim, good: true, counted: true, seen: `${seen}; ${why}` };
};
