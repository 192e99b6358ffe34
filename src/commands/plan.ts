import { explainPlan } from '../plan/explain.ts';
import type { Plan } from '../plan/plan.ts';
import type { Outcome } from './outcome.ts';

/** Every decision with its reason. The plan holds names of secrets only, so all of it may be shown. */
export function planCommand(plan: Plan): Outcome {
  return { good: true, data: plan, lines: explainPlan(plan) };
}
