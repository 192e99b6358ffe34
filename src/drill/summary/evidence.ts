import type { Case, StreamCase } from '../checkers/case.ts';
import { gapsOf, type Gap } from '../checkers/gap.ts';
import { nearestRank, weightedRank } from '../checkers/statistics.ts';
import { added, tally, type Counts } from '../checkers/tally.ts';
import { concerns, during, inTime } from '../checkers/windows.ts';
import type { Final, History, Incident, Stream } from '../history.ts';
import { sloOf, type Slos } from '../slo.ts';
import type { Damages } from '../checkers/damage.ts';
import { damagesOf, laidOn } from './damages.ts';

/** What one stream came to in the whole history: looked through once, whatever number of drills it holds. */
export interface StreamEvidence {
  readonly stream: Stream;
  /** The incidents that concern it, in the order of time. */
  readonly concerned: readonly Incident[];
  readonly gaps: readonly Gap[];
  readonly counts: ReadonlyMap<Incident | undefined, Counts>;
  readonly damages: Damages;
  readonly final: Final['kind'] | undefined;
  /** Of what was acknowledged outside every incident, ms. */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

export function evidenceOf(history: History): readonly StreamEvidence[] {
  const incidents = inTime(history.incidents);
  return history.streams.map((stream) => {
    const concerned = incidents.filter((incident) => concerns(incident, stream));
    const latency = calmLatency(stream, incidents);
    return {
      stream,
      concerned,
      gaps: gapsOf(
        stream,
        concerned.filter(({ invalid }) => invalid === undefined),
      ),
      counts: tally(stream, incidents),
      damages: damagesOf(stream, history, concerned),
      final: history.finals.find((final) => final.stream === stream.id)?.kind,
      p50: latency(0.5),
      p99: latency(0.99),
    };
  });
}

/** What that share of all took at most, of what was acknowledged outside every incident. */
function calmLatency(
  { operations }: Stream,
  incidents: readonly Incident[],
): (share: number) => number | undefined {
  const calm = operations.filter(
    ({ at, end, outcome }) => outcome === 'ok' && during(incidents, at, end) === undefined,
  );
  const several = calm.some(({ took }) => took !== undefined);
  if (several) {
    const steps = calm.flatMap(({ at, end, took = [[end - at, 1] as const] }) => took);
    return (share) => weightedRank(steps, share);
  }
  const latencies = Float64Array.from(calm, ({ at, end }) => end - at);
  return (share) => nearestRank(latencies, share);
}

/** One drill of the history, by name. */
export function caseOf(
  name: string,
  history: History,
  evidence: readonly StreamEvidence[],
  slos: Slos,
): Case {
  const incidents = inTime(history.incidents.filter((incident) => incident.name === name));
  return {
    slo: sloOf(slos, name),
    incidents,
    streams: evidence
      .filter(({ stream }) => incidents.some((incident) => concerns(incident, stream)))
      .map((one) => streamCase(name, incidents, one)),
  };
}

function streamCase(
  name: string,
  incidents: readonly Incident[],
  { stream, concerned, gaps, counts, damages, final }: StreamEvidence,
): StreamCase {
  return {
    facts: factsOf(stream),
    gaps: gaps.filter(({ incident }) => incident.name === name),
    counts: added(incidents.flatMap((incident) => counts.get(incident) ?? [])),
    final,
    ...laidOn(name, damages, concerned),
  };
}

/** How many damages no drill can be blamed for; controls have theirs on purpose. */
export function unblamedOf(evidence: readonly StreamEvidence[]): number {
  return evidence
    .filter(({ stream }) => stream.promise !== 'control')
    .map(({ damages, concerned }) => laidOn(undefined, damages, concerned))
    .reduce(
      (total, { lost, duplicated, reordered, stale, overlapping }) =>
        total + lost.length + duplicated.length + reordered.length + stale.length + overlapping.length,
      0,
    );
}

export function factsOf(stream: Stream): StreamCase['facts'] {
  const { id, tier, client, title, kind, view, promise, judged, keyed, interval } = stream;
  return { id, tier, client, title, kind, view, promise, judged, keyed, interval };
}
