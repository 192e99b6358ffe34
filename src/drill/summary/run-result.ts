import type { RunResult } from '../../report/report.ts';
import type { Incident } from '../history.ts';

/** One run's row in the report. */
export function runResult({
  run,
  services,
  evidence,
  began,
  healed,
  whole,
  invalid,
  illness,
}: Incident): RunResult {
  return {
    run,
    services,
    evidence,
    healedAfter: healed - began,
    wholeAfter: whole === undefined ? null : Math.max(0, whole - healed),
    ...(invalid === undefined ? {} : { invalid }),
    ...(illness === undefined ? {} : { illness }),
  };
}
