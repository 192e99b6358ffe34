import { table } from '../table.ts';
import type { Plan, PlannedService } from './plan.ts';

/** A plan as text: the memory budget as a table, the ports, and each decision with its reason. Pure. */
export function explainPlan(plan: Plan): string[] {
  return [
    `${plan.name}: ${String(plan.services.size)} services in ${plan.network.subnet}, failover ${plan.failover}`,
    '',
    ...table([
      ['SERVICE', 'ADDRESS', 'LIMIT', 'WHY'],
      ...[...plan.services.values()].map((one) => serviceRow(one, plan)),
    ]),
    budgetLine(plan),
    '',
    ...(plan.ports.size === 0
      ? ['no port is published']
      : table([['PORT', 'ON 127.0.0.1'], ...portRows(plan)])),
    '',
    ...plan.decisions
      .filter(({ what }) => !what.endsWith('.memory'))
      .map(({ what, value, because }) => `${what} = ${value}: ${because}`),
    ...plan.warnings.map(
      ({ place, message }) => `warning: ${place === undefined ? '' : `${place}: `}${message}`,
    ),
  ];
}

function serviceRow(service: PlannedService, plan: Plan): string[] {
  const reason =
    plan.decisions.find(({ what }) => what === `${service.name}.memory`)?.because ?? service.role;
  const when = { long: '', once: ' (at each start)', tool: ' (by hand)' }[service.kind];
  return [service.name, service.address ?? 'dynamic', `${String(service.memoryMiB)} MiB`, `${reason}${when}`];
}

/** Everything but the tools, which run only by hand. */
function budgetLine(plan: Plan): string {
  const counted = [...plan.services.values()].filter(({ kind }) => kind !== 'tool');
  const sum = counted.reduce((total, { memoryMiB }) => total + memoryMiB, 0);
  return `sum of the limits, tools aside: ${String(sum)} MiB of ${String(plan.host.memoryMiB)} MiB`;
}

function portRows(plan: Plan): string[][] {
  return [...plan.ports].map(([id, port]) => [id, String(port)]);
}
