import { StackError } from '../errors.ts';
import { explainPlan } from '../plan/explain.ts';
import type { Plan, PlannedHost } from '../plan/plan.ts';
import { formatMemory, memory } from '../spec/scalars.ts';
import type { Outcome } from './outcome.ts';

/**
 * Every decision with its reason. The plan holds names of secrets only, so all of it may be shown.
 *
 * @param said the host as the spec has it, when the plan is for another one
 */
export function planCommand(plan: Plan, said?: PlannedHost): Outcome {
  const whatIf = said === undefined ? [] : [`what if: ${hostText(plan.host)} instead of ${hostText(said)}`];
  return { good: true, data: plan, lines: [...whatIf, ...explainPlan(plan)] };
}

function hostText({ memoryMiB, cpus }: PlannedHost): string {
  return `a host of ${formatMemory(memoryMiB)} and ${String(cpus)} CPUs`;
}

/**
 * `8GiB` or `8GiB,4`: a host to plan for instead of the spec's.
 *
 * @throws StackError('usage') for anything else
 */
export function parseHost(text: string, host: PlannedHost): PlannedHost {
  const [size = '', cpus, ...more] = text.split(',').map((word) => word.trim());
  const read = memory({ min: 64 }).safeParse(size);
  const count = cpus === undefined ? host.cpus : Number(cpus);
  if (!read.success || more.length > 0 || !/^\d{1,4}$/.test(cpus ?? '1') || count < 1 || count > 1024) {
    throw new StackError('usage', `--host '${text}' is no host`, {
      hint: 'write memory and CPUs: --host 8GiB,4',
    });
  }
  return { ...host, memoryMiB: read.data, cpus: count };
}
