import type { Plan } from '../../../plan/plan.ts';
import { peaksOf } from '../run.ts';
import type { Checker } from '../checker.ts';

/** Of the sum of all limits. What is left is for what no load here makes. */
const share = 0.9;

/**
 * All services together, at the same moment, kept a tenth of their budget free: anonymous, shared and kernel memory,
 * without the page cache, which the kernel takes back when it is wanted.
 *
 * It cannot see: a peak between two samples, about a second apart, and what the engine itself uses.
 */
export const peakInBudget: Checker = (run, plan) => {
  const { stackMiB, samples } = peaksOf(run);
  const budget = budgetMiB(plan);
  const percent = ((100 * stackMiB) / budget).toFixed(1);
  return {
    claim: `peak of the stack at most ${String(share * 100)} % of its budget`,
    good: samples > 0 && stackMiB <= share * budget,
    seen: `${stackMiB.toFixed(0)} of ${String(budget)} MiB, ${percent} %, in ${String(samples)} samples`,
  };
};

/** The limits of all that runs all the time, MiB; what runs once at the start is long over. */
export function budgetMiB({ services }: Plan): number {
  return [...services.values()]
    .filter(({ kind }) => kind === 'long')
    .reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
}
