import type { Final, Stream } from '../history.ts';
import { inRuns, keptStreams, sum, type CaseChecker } from './case.ts';
import { writtenAs, type Damage } from './damage.ts';
import { growing, valuesOf } from './runs.ts';
import { counted } from './words.ts';

/**
 * In order: of each key of a log, the values stand in the order in which its one producer wrote them.
 *
 * A value that stands behind a greater one is out of its place; one that stands there a second time is a duplicate and
 * not counted here again.
 *
 * It cannot see: order between keys, which nobody promises; that a value was lost before a later one got in.
 */
export function reorderedOf(stream: Stream, final: Final): readonly Damage[] {
  if (final.kind === 'runs')
    return writtenAs(
      stream,
      [...final.values].map(([key, runs]) => [key, growing(runs) ? [] : outOfPlace(valuesOf(runs))] as const),
    );
  if (final.kind !== 'log') return [];
  return writtenAs(
    stream,
    [...final.values].map(([key, values]) => [key, outOfPlace(values)] as const),
  );
}

/** First appearances that come behind a greater value. */
function outOfPlace(values: readonly number[]): readonly number[] {
  const seen = new Set<number>();
  let greatest = Number.NEGATIVE_INFINITY;
  return values.filter((value) => {
    const first = seen.size !== seen.add(value).size;
    const behind = value < greatest;
    greatest = Math.max(greatest, value);
    return first && behind;
  });
}

/** No SLO excuses a write out of its place. */
export const inOrder: CaseChecker = (drill) => {
  const kept = keptStreams(drill, 'write').filter(({ final }) => final === 'log' || final === 'runs');
  if (kept.length === 0) return undefined;
  const count = sum(kept, ({ reordered }) => reordered.length);
  const acknowledged = sum(kept, ({ counts }) => counts.acknowledged);
  return {
    claim: 'no write out of order',
    good: count === 0,
    seen: `${counted(count)} of ${counted(acknowledged)} acknowledged, ${inRuns(drill)}`,
  };
};
