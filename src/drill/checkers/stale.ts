import type { History, Operation, Stream } from '../history.ts';
import { inRuns, keptStreams, sum, type CaseChecker } from './case.ts';
import type { Damage } from './damage.ts';
import { inOrderOfEnd } from './series.ts';
import { firstWhere } from './windows.ts';
import { counted } from './words.ts';

/**
 * No stale read: a read gets at least the greatest value that had been acknowledged on its key before it began.
 *
 * Reads and writes are paired by key, over all streams of the tier. What a read got beyond that is welcome, acknowledged
 * or not; so is any value written while it was under way.
 *
 * It cannot see: staleness shorter than a read, or than its wait in the client, as a read counts from when it should
 * have begun; a read that nobody answered; a key that nobody writes to. Two reads that go back in time without a write in between
 * are seen only against what was acknowledged.
 */
export function staleOf(reads: Stream, { streams }: Pick<History, 'streams'>): readonly Damage[] {
  const writes = streams.filter(({ tier, kind }) => tier === reads.tier && kind === 'write');
  const acknowledged = greatestByKey(writes);
  return reads.operations
    .filter((read) => read.outcome === 'ok' && read.value < knownBefore(read, acknowledged))
    .map(({ key, value, end }) => ({ stream: reads.id, key, value, at: end }));
}

interface Known {
  readonly since: number;
  /** The greatest acknowledged until then. */
  readonly value: number;
}

function greatestByKey(writes: readonly Stream[]): ReadonlyMap<string, readonly Known[]> {
  const all = writes.flatMap(({ operations }) => operations.filter(({ outcome }) => outcome === 'ok'));
  const known = new Map<string, Known[]>();
  for (const { key, value, end } of inOrderOfEnd(all)) {
    const ofKey = known.get(key) ?? [];
    ofKey.push({ since: end, value: Math.max(value, ofKey.at(-1)?.value ?? 0) });
    known.set(key, ofKey);
  }
  return known;
}

function knownBefore({ key, at }: Operation, known: ReadonlyMap<string, readonly Known[]>): number {
  const ofKey = known.get(key) ?? [];
  return ofKey[firstWhere(ofKey, ({ since }) => since >= at) - 1]?.value ?? 0;
}

/** Of reads that promise it, none is stale. */
export const nothingStale: CaseChecker = (drill) => {
  const kept = keptStreams(drill, 'read');
  if (kept.length === 0) return undefined;
  const count = sum(kept, ({ stale }) => stale.length);
  const answered = sum(kept, ({ counts }) => counts.acknowledged);
  return {
    claim: 'no stale read',
    good: count === 0,
    seen: `${counted(count)} of ${counted(answered)} answered, ${inRuns(drill)}`,
  };
};
