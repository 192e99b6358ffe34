import type { Final, Operation, Stream } from '../history.ts';
import { inRuns, keptStreams, sum, type CaseChecker } from './case.ts';
import type { Damage } from './damage.ts';
import { within } from './runs.ts';
import { counted } from './words.ts';

/**
 * Nothing lost: what was acknowledged is there at the end, when all is healed and every client has stopped.
 *
 * A register holds the last value written, and values of a key only grow: each acknowledged one above what is there at
 * the end is lost, all of a key that is gone. A log holds every value: each acknowledged one that is not in it is lost. A counter
 * holds their number: it is short of the acknowledged additions by as many as are lost. What failed or is unknown is never
 * missed. A loss is laid on the first incident that was on, or began, after its acknowledgement.
 *
 * It cannot see: in a register, a loss that a later write to the same key has covered, so keys have to be left alone
 * now and then for one to show; in a counter, a loss beside an unknown addition that did land, and when it came about. A register
 * that an unknown write reached late, after a newer one, reads as a loss, and for its user it is one.
 */
export function lostOf(stream: Stream, final: Final): readonly Damage[] {
  const acknowledged = stream.operations.filter(({ outcome }) => outcome === 'ok');
  switch (final.kind) {
    case 'register': {
      const isGone = ({ key, value }: Operation): boolean => value > (final.values.get(key) ?? 0);
      // Of several in one the last has the greatest value: where that is there, all are.
      return damages(stream, acknowledged.filter(isGone).flatMap(each).filter(isGone));
    }
    case 'log': {
      const there = new Map([...final.values].map(([key, values]) => [key, new Set(values)]));
      const isGone = ({ key, value }: Operation): boolean => there.get(key)?.has(value) !== true;
      return damages(stream, acknowledged.flatMap(each).filter(isGone));
    }
    case 'runs': {
      const there = new Map([...final.values].map(([key, runs]) => [key, within(runs)]));
      const isGone = ({ key, value, count = 1 }: Operation): boolean =>
        there.get(key)?.(value - count + 1, value) !== true;
      return damages(stream, acknowledged.filter(isGone).flatMap(each).filter(isGone));
    }
    case 'counter':
      return missingAdditions(stream, acknowledged, final.values);
  }
}

function damages(stream: Stream, missing: readonly Operation[]): readonly Damage[] {
  return missing.map(({ key, value, end }) => ({ stream: stream.id, key, value, at: end }));
}

/** Of an operation that stands for several, each of them. */
function each(operation: Operation): readonly Operation[] {
  const { count = 1, value } = operation;
  return count === 1
    ? [operation]
    : Array.from({ length: count }, (_, before) => ({ ...operation, value: value - before, count: 1 }));
}

function missingAdditions(
  { id }: Stream,
  acknowledged: readonly Operation[],
  values: ReadonlyMap<string, number>,
): readonly Damage[] {
  const additions = new Map<string, number>();
  for (const { key, count = 1 } of acknowledged) additions.set(key, (additions.get(key) ?? 0) + count);
  return [...additions].flatMap(([key, count]) =>
    Array.from({ length: Math.max(0, count - (values.get(key) ?? 0)) }, () => ({ stream: id, key })),
  );
}

/** The SLO's `rpo`: of all streams that promise to keep what they acknowledged, not more is missing. */
export const withinRpo: CaseChecker = (drill) => {
  const { rpo } = drill.slo;
  if (rpo === undefined) return undefined;
  const claim = rpo === 0 ? 'no acknowledged write lost' : `at most ${counted(rpo)} acknowledged writes lost`;
  const kept = keptStreams(drill, 'write', 'count');
  const unread = kept.filter(({ final }) => final === undefined).map(({ facts }) => facts.id);
  if (kept.length === 0) return { claim, good: false, seen: 'no stream that writes and promises to keep it' };
  if (unread.length > 0) return { claim, good: false, seen: `not read back: ${unread.join(', ')}` };
  const lost = sum(kept, (stream) => stream.lost.length);
  const acknowledged = sum(kept, ({ counts }) => counts.acknowledged);
  const where = kept
    .filter((stream) => stream.lost.length > 0)
    .map((stream) => `${stream.facts.id} ${counted(stream.lost.length)}`);
  const seen = `${counted(lost)} of ${counted(acknowledged)} acknowledged, ${inRuns(drill)}`;
  return {
    claim,
    good: acknowledged > 0 && lost <= rpo,
    seen: where.length === 0 ? seen : `${seen}: ${where.join(', ')}`,
  };
};
