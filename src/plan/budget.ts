import { StackError } from '../errors.ts';
import type { PlannedHost, PlannedService } from './plan.ts';

/**
 * What the operating system, the engine and its shims keep of the host, in MiB: what a Debian host with dockerd and
 * twenty shims uses, with some room for page cache. The stack's limits must fit into the rest.
 */
export const reserveMiB = 560;

/** The gate and other services of a few processes without a runtime. */
export const tinyMiB = 16;

export interface Budget {
  readonly hostMiB: number;
  readonly reserveMiB: number;
  /** Sum of the limits of all that runs at `up`, one-shots included; tools started by hand are not. */
  readonly limitsMiB: number;
}

export function budgetOf(host: PlannedHost, services: Iterable<PlannedService>): Budget {
  let limitsMiB = 0;
  for (const service of services) if (service.kind !== 'tool') limitsMiB += service.memoryMiB;
  return { hostMiB: host.memoryMiB, reserveMiB, limitsMiB };
}

/** @throws StackError('no') with who needs what, when the limits do not fit into the host. */
export function assertFits(host: PlannedHost, services: readonly PlannedService[]): void {
  const budget = budgetOf(host, services);
  const room = budget.hostMiB - budget.reserveMiB;
  if (budget.limitsMiB <= room) return;
  const largestFirst = services.filter((s) => s.kind !== 'tool').sort((a, b) => b.memoryMiB - a.memoryMiB);
  throw new StackError(
    'no',
    `the stack needs ${String(budget.limitsMiB)} MiB, a host of ${String(host.memoryMiB)} MiB has ${String(room)} MiB for it`,
    {
      hint: `set host: ${String(Math.ceil((budget.limitsMiB + reserveMiB) / 1024))}GiB, or leave a component out with false`,
      diagnostics: largestFirst.map((s) => ({ place: s.name, message: `${String(s.memoryMiB)} MiB` })),
    },
  );
}
