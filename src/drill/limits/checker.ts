import type { Plan } from '../../plan/plan.ts';
import type { Verdict } from '../verdict.ts';
import type { Run } from './run.ts';

/** Pure: a run and the plan it ran on, nothing else. */
export type Checker = (run: Run, plan: Plan) => Verdict;
