import { table } from '../table.ts';
import type { Budget, Plan, PlannedService } from './plan.ts';

/** A plan as text: the budget as a table with reasons, addresses and ports, and each decision with its reason. Pure. */
export function explainPlan(plan: Plan): string[] {
  return [
    `${plan.name}: ${String(plan.services.size)} services in ${plan.network.subnet}, failover ${plan.failover}`,
    '',
    ...table([['TIER', 'SERVICES', 'EACH', 'ALL', 'CPU', 'WHY'], ...tierRows(plan), ...jobRows(plan.budget)]),
    '',
    ...budgetLines(plan.budget),
    'CPU is what one service gets at least when all of them want every CPU of the host.',
    '',
    ...table([['SERVICE', 'ADDRESS', 'ON 127.0.0.1'], ...placeRows(plan)]),
    ...(plan.ports.size === 0 ? ['no port is published'] : []),
    '',
    ...plan.decisions
      .filter(({ what }) => !what.endsWith('.memory'))
      .map(({ what, value, because }) => `${what} = ${value}: ${because}`),
    ...plan.warnings.map(
      ({ place, message }) => `warning: ${place === undefined ? '' : `${place}: `}${message}`,
    ),
  ];
}

function tierRows(plan: Plan): string[][] {
  const services = [...plan.services.values()];
  const firsts = services.filter(
    (one, index) => services.findIndex(({ tier }) => tier === one.tier) === index,
  );
  return firsts.map((first) => {
    const { tier, kind, memoryMiB } = first;
    const count = services.filter((other) => other.tier === tier).length;
    const reason = plan.decisions.find(({ what }) => what === `${tier}.memory`)?.because ?? first.role;
    return [
      tier,
      String(count),
      `${String(memoryMiB)} MiB`,
      `${String(count * memoryMiB)} MiB`,
      kind === 'long' ? leastCpus(first, plan).toFixed(2) : '',
      `${reason}${when[kind]}`,
    ];
  });
}

const when = { long: '', once: ' (once at each start)', tool: ' (by hand)' };

/** Weights count only among those that run; one-shots have ended by then. */
function leastCpus({ cpuShares }: PlannedService, { services, host }: Plan): number {
  const all = [...services.values()].filter(({ kind }) => kind === 'long');
  return (host.cpus * cpuShares) / all.reduce((sum, one) => sum + one.cpuShares, 0);
}

function jobRows({ jobs }: Budget): string[][] {
  return jobs.map(({ name, memoryMiB, because }) => [
    name,
    'job',
    `${String(memoryMiB)} MiB`,
    `${String(memoryMiB)} MiB`,
    '',
    `${because} (not while the stack starts)`,
  ]);
}

function budgetLines({ hostMiB, reserveMiB, longMiB, startMiB, jobs, totalMiB }: Budget): string[] {
  const job = Math.max(0, ...jobs.map(({ memoryMiB }) => memoryMiB));
  const besides = totalMiB - longMiB;
  return [
    `${String(longMiB)} MiB always, and ${String(besides)} for the start (${String(startMiB)}) or a job (${String(job)}), ` +
      `never both at once: ${String(totalMiB)} MiB of ${String(hostMiB)}`,
    `${String(reserveMiB)} MiB are kept for the system and the engine, ${String(hostMiB - reserveMiB - totalMiB)} are left: ` +
      'less than the next step would take',
  ];
}

function placeRows(plan: Plan): string[][] {
  return [...plan.services.values()].map(({ name, address }) => [
    name,
    address ?? 'dynamic',
    plan.ports.has(name) ? String(plan.ports.get(name)) : '',
  ]);
}
