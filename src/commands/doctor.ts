import type { Engine } from '../engine/engine.ts';
import type { Check, Needs } from '../host/check.ts';
import { gatherFacts } from '../host/facts.ts';
import { fit } from '../host/fit.ts';
import type { Plan } from '../plan/plan.ts';
import type { Outcome } from './outcome.ts';
import { table } from '../table.ts';
import { paint } from './terminal.ts';

/** Does this host fit: number against number, and the command that mends what does not. */
export async function doctor(plan: Plan, engine: Engine): Promise<Outcome> {
  const checks = await checkHost(plan, engine);
  return {
    good: checks.every(({ verdict }) => verdict !== 'fail'),
    data: { checks },
    lines: renderChecks(checks),
  };
}

/** What the stack needs of this host against what is there. */
export async function checkHost(plan: Plan, engine: Engine): Promise<readonly Check[]> {
  const needs: Needs = { stack: plan.name, ...plan.host, ports: plan.ports, subnet: plan.network.subnet };
  return fit(needs, await gatherFacts(engine, needs));
}

const colours = { pass: 'green', warn: 'yellow', fail: 'red' } as const;

export function renderChecks(checks: readonly Check[]): readonly string[] {
  const rows = table([
    ['WHAT', 'NEEDED', 'FOUND'],
    ...checks.map(({ what, needed, found }) => [what, needed, found]),
  ]);
  const [head, ...lines] = rows;
  return [
    `      ${head ?? ''}`,
    ...checks.flatMap(({ verdict, fix }, index) => [
      `${paint(colours[verdict], verdict)}  ${lines[index] ?? ''}`,
      ...(fix === undefined ? [] : [`      -> ${fix}`]),
    ]),
  ];
}
