import type { Incident, Led } from '../history.ts';
import { inRuns, validRuns, type CaseChecker } from './case.ts';
import { leadsText, movedLeads } from './leads.ts';
import { counted } from './words.ts';

/**
 * The SLO's `failovers`: of all leads (Redis' primary, Kafka's controller and the leader of each partition) not more moved
 * while nobody was hurt. Each is compared with its epoch, which only grows, so that one that went away and came back
 * between the two looks is seen too. Without that limit what moved is counted and shown.
 *
 * It cannot see: what moved twice, which counts once; a lead that came about after the first look. One that nobody could
 * name at the second look counts as moved, and a look at which nobody answers keeps no limit.
 */
export const withinFailovers: CaseChecker = (drill) => {
  const { failovers: limit } = drill.slo;
  const runs = validRuns(drill);
  const looked = runs.flatMap(({ run, led }) => (led === undefined ? [] : [{ run, led }]));
  if (runs.length === 0 || (limit === undefined && looked.length === 0)) return undefined;
  const claim =
    (limit ?? 0) === 0 ? 'no failover, no leader election' : `at most ${counted(limit ?? 0)} leads moved`;
  if (looked.length < runs.length) return { claim, good: false, seen: 'nobody looked at who leads' };
  const dark = looked.filter(({ led }) => led.before === null || led.after === null);
  const moved = looked.flatMap(({ run, led }) => movesOf(led).map((move) => `run ${String(run)}: ${move}`));
  const seen = [
    moved.length === 0 && dark.length === 0
      ? `0 failovers, 0 leader elections: ${textOf(runs)}`
      : moved.join('; '),
    ...dark.map(({ run }) => `run ${String(run)}: nobody could say who leads`),
  ].filter((text) => text !== '');
  const text = `${seen.join('; ')}, ${inRuns({ incidents: runs })}`;
  if (limit === undefined) return { claim, good: true, counted: true, seen: `${text}; counted, not judged` };
  return { claim, good: dark.length === 0 && moved.length <= limit, seen: text };
};

function movesOf({ before, after }: Led): readonly string[] {
  if (before === null || after === null) return [];
  return movedLeads([new Map(Object.entries(before)), new Map(Object.entries(after))]);
}

/** Of the last run: who leads now. */
function textOf(runs: readonly Incident[]): string {
  return leadsText(new Map(Object.entries(runs.at(-1)?.led?.after ?? {})));
}
