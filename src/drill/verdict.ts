import type { Plan } from '../plan/plan.ts';
import type { Run } from './run.ts';

/** What a checker concludes from a run. */
export interface Verdict {
  /** `no OOM kill` */
  readonly claim: string;
  readonly good: boolean;
  /** What was seen, in one line of numbers. */
  readonly seen: string;
}

/** Pure: a run and the plan it ran on, nothing else. */
export type Checker = (run: Run, plan: Plan) => Verdict;
