import type { DrillResult } from '../../report/report.ts';
import type { Case, StreamCase } from '../checkers/case.ts';
import { gapsOf } from '../checkers/gap.ts';
import { calmCheckers } from '../checkers/index.ts';
import { inCalm, nullRun } from '../checkers/null-run.ts';
import { added, tally } from '../checkers/tally.ts';
import type { History, Incident } from '../history.ts';
import { factsOf, unblamedOf, type StreamEvidence } from './evidence.ts';
import { runResult } from './run-result.ts';
import { streamResult } from './stream-result.ts';

/**
 * A history in which nothing was hurt, as a drill of its own: the null run is all that there is to show, and it is held to
 * what no drill is: nothing failed, nothing lost, nobody led but who led before.
 */
export function calmResult(history: History, evidence: readonly StreamEvidence[]): DrillResult {
  const drill = calmCase(history, evidence);
  const calm = new Map(evidence.map((one) => [one.stream.id, one]));
  const verdicts = [
    nullRun(history, unblamedOf(evidence)),
    ...calmCheckers.flatMap((check) => check(drill) ?? []),
  ];
  return {
    name: 'calm',
    about: 'load alone: nothing is hurt',
    calm: true,
    outcome: verdicts.every(({ good }) => good) ? 'passed' : 'failed',
    runs: drill.incidents.map(runResult),
    streams: drill.streams.map((stream) => {
      const { p50, p99 } = calm.get(stream.facts.id) ?? { p50: undefined, p99: undefined };
      return streamResult(stream, { p50, p99 });
    }),
    slo: drill.slo,
    verdicts,
    timeline: undefined,
  };
}

function calmCase(history: History, evidence: readonly StreamEvidence[]): Case {
  const incident = wholeOf(history);
  const streams = evidence.map(({ stream, final, damages }): StreamCase => {
    const calm = inCalm(stream, history);
    return {
      facts: factsOf(stream),
      gaps: gapsOf(calm, [incident]),
      counts: added([...tally(calm, []).values()]),
      final,
      ...damages,
    };
  });
  const keeps = streams.some(
    ({ facts: { promise, kind } }) => promise === 'kept' && (kind === 'write' || kind === 'count'),
  );
  const slo = { ...(keeps ? { rpo: 0 } : {}), ...(history.led === undefined ? {} : { failovers: 0 }) };
  return { slo, incidents: [incident], streams };
}

/** All of the load as one window, in which nothing was done. */
function wholeOf({ ready = 0, stopped, length, led }: History): Incident {
  return {
    name: 'calm',
    run: 1,
    services: [],
    began: ready,
    bitten: ready,
    healed: ready,
    whole: ready,
    over: stopped ?? length,
    evidence: 'nothing was hurt',
    ...(led === undefined ? {} : { led }),
  };
}
