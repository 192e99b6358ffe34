import type { Final, Incident, StreamFacts } from '../history.ts';
import type { Slo } from '../slo.ts';
import type { Verdict } from '../verdict.ts';
import type { Damages } from './damage.ts';
import type { Gap } from './gap.ts';
import type { Counts } from './tally.ts';

/** All that is known of one drill: its runs, and what the streams that concern it came to in them. */
export interface Case {
  readonly slo: Slo;
  /** All of one name, in the order of time. */
  readonly incidents: readonly Incident[];
  readonly streams: readonly StreamCase[];
}

export interface StreamCase extends Damages {
  readonly facts: StreamFacts;
  /** One for each valid run. */
  readonly gaps: readonly Gap[];
  /** Of all runs together. */
  readonly counts: Counts;
  /** What is there at the end; undefined when it was not read. */
  readonly final: Final['kind'] | undefined;
}

/** Undefined where the drill has nothing that it could say it of. */
export type CaseChecker = (drill: Case) => Verdict | undefined;

/** `in 20 runs`. */
export function inRuns({ incidents }: Pick<Case, 'incidents'>): string {
  return `in ${String(incidents.length)} run${incidents.length === 1 ? '' : 's'}`;
}

export function validRuns({ incidents }: Pick<Case, 'incidents'>): readonly Incident[] {
  return incidents.filter(({ invalid }) => invalid === undefined);
}

export function keptStreams(
  { streams }: Pick<Case, 'streams'>,
  ...kinds: readonly StreamFacts['kind'][]
): readonly StreamCase[] {
  return streams.filter(({ facts }) => facts.promise === 'kept' && kinds.includes(facts.kind));
}

export function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
