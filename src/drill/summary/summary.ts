import type { DrillResult, Outcome } from '../../report/report.ts';
import type { Case } from '../checkers/case.ts';
import { controlsFound } from '../checkers/control.ts';
import { faultBit } from '../checkers/bitten.ts';
import { caseCheckers } from '../checkers/index.ts';
import { nullRun } from '../checkers/null-run.ts';
import type { History } from '../history.ts';
import type { Slos } from '../slo.ts';
import type { Verdict } from '../verdict.ts';
import { calmResult } from './calm.ts';
import { caseOf, evidenceOf, unblamedOf, type StreamEvidence } from './evidence.ts';
import { runResult } from './run-result.ts';
import { streamResult } from './stream-result.ts';
import { timelineOf } from './timeline.ts';

/** What a history came to: what its drills show, and what holds for it as a whole. */
export interface Summary {
  /** One for each name, in the order of their first runs. */
  readonly drills: readonly DrillResult[];
  /** The null run, unless it is all that there is, and the positive controls. */
  readonly verdicts: readonly Verdict[];
}

/**
 * Pure: the same history gives the same results.
 *
 * @param abouts by the name of a drill: what its fault is, for people
 */
export function summarize(history: History, slos: Slos, abouts: ReadonlyMap<string, string>): Summary {
  const evidence = evidenceOf(history);
  const controls = controlsFound(history);
  if (history.incidents.length === 0) return { drills: [calmResult(history, evidence)], verdicts: controls };
  const names = [...new Set(history.incidents.map(({ name }) => name))];
  return {
    drills: names.map((name) => {
      const drill = caseOf(name, history, evidence, slos);
      return drillResult(name, abouts.get(name) ?? '', drill, history, evidence);
    }),
    verdicts: [nullRun(history, unblamedOf(evidence)), ...controls],
  };
}

/** Of a whole report: one failure fails it, and a pass needs that everything was shown. */
export function outcomeOf(drills: readonly DrillResult[], verdicts: readonly Verdict[]): Outcome {
  const outcomes = new Set(drills.map(({ outcome }) => outcome));
  if (outcomes.has('failed') || verdicts.some(({ good }) => !good)) return 'failed';
  return outcomes.has('invalid') || drills.length + verdicts.length === 0 ? 'invalid' : 'passed';
}

function drillResult(
  name: string,
  about: string,
  drill: Case,
  history: History,
  evidence: readonly StreamEvidence[],
): DrillResult {
  const verdicts = caseCheckers.flatMap((check) => check(drill) ?? []);
  const bitten = faultBit(drill);
  const valid = drill.incidents.every(({ invalid }) => invalid === undefined);
  const calm = new Map(evidence.map((one) => [one.stream.id, one]));
  return {
    name,
    about,
    outcome: verdicts.some(({ good }) => !good) ? 'failed' : valid ? 'passed' : 'invalid',
    runs: drill.incidents.map(runResult),
    streams: drill.streams.map((stream) => {
      const { p50, p99 } = calm.get(stream.facts.id) ?? { p50: undefined, p99: undefined };
      return streamResult(stream, { p50, p99 });
    }),
    slo: drill.slo,
    verdicts: [...verdicts, bitten],
    timeline: timelineOf(drill, history),
  };
}
