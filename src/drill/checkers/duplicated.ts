import type { Final, Stream } from '../history.ts';
import { inRuns, keptStreams, sum, type CaseChecker } from './case.ts';
import { writtenAs, type Damage } from './damage.ts';
import { growing, valuesOf } from './runs.ts';
import { counted } from './words.ts';

/**
 * Nothing twice: what was written once is there once, although clients try again what they have no answer to.
 *
 * Of a log each value after its first is one too many, acknowledged or not. A counter above its acknowledged and unknown
 * additions together was added to more often than anybody asked; an unknown addition that landed is in its right.
 *
 * It cannot see: a second write of the same value to a register, which changes nothing; in a counter, one addition
 * too many beside one that is lost, or beside an unknown one that did not land.
 */
export function duplicatedOf(stream: Stream, final: Final): readonly Damage[] {
  if (final.kind === 'counter') return additionsTooMany(stream, final.values);
  if (final.kind === 'runs')
    return writtenAs(
      stream,
      [...final.values].map(([key, runs]) => [key, growing(runs) ? [] : repeated(valuesOf(runs))] as const),
    );
  if (final.kind !== 'log') return [];
  return writtenAs(
    stream,
    [...final.values].map(([key, values]) => [key, repeated(values)] as const),
  );
}

function additionsTooMany(
  { id, operations }: Stream,
  values: ReadonlyMap<string, number>,
): readonly Damage[] {
  const asked = new Map<string, number>();
  for (const { key, outcome, count = 1 } of operations)
    if (outcome !== 'fail') asked.set(key, (asked.get(key) ?? 0) + count);
  return [...values].flatMap(([key, value]) =>
    Array.from({ length: Math.max(0, value - (asked.get(key) ?? 0)) }, () => ({ stream: id, key })),
  );
}

function repeated(values: readonly number[]): readonly number[] {
  const seen = new Set<number>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

/** No SLO excuses a write that is there twice. */
export const nothingTwice: CaseChecker = (drill) => {
  const kept = keptStreams(drill, 'write', 'count').filter(
    ({ final }) => final === 'counter' || final === 'log' || final === 'runs',
  );
  if (kept.length === 0) return undefined;
  const count = sum(kept, ({ duplicated }) => duplicated.length);
  const acknowledged = sum(kept, ({ counts }) => counts.acknowledged);
  return {
    claim: 'no write twice',
    good: count === 0,
    seen: `${counted(count)} beside ${counted(acknowledged)} acknowledged, ${inRuns(drill)}`,
  };
};
