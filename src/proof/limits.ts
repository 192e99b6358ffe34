import type { EngineContainer } from '../engine/engine.ts';
import { StackError, type Diagnostic } from '../errors.ts';
import type { Plan, PlannedService } from '../plan/plan.ts';
import type { Proof } from './proof.ts';

/**
 * Reads every limit back from the engine. A limit that stands in compose.yaml but not in the engine (an override,
 * a kernel without the controller) is no limit: memory with and without swap, pids, CPU weight, open files, the
 * read-only root, capabilities and privileges.
 */
export const limitsProof: Proof = {
  title: 'limits: each one is in force in the engine',
  run: async ({ plan, engine }) => {
    const containers = await engine.containers(plan.name);
    const services = [...plan.services.values()].filter(({ kind }) => kind !== 'tool');
    const wrong = services.flatMap((service) => differences(service, containers.get(service.name)));
    if (wrong.length === 0)
      return { seen: `${String(services.length)} services, ${String(totalMiB(plan))} MiB in all` };
    throw new StackError('no', wrong.map(({ place, message }) => `${place ?? ''} ${message}`).join('; '), {
      diagnostics: wrong,
      hint: 'look for an override in compose.override.yaml; docker info warns when the kernel has no such limit',
    });
  },
};

function totalMiB(plan: Plan): number {
  return [...plan.services.values()]
    .filter(({ kind }) => kind === 'long')
    .reduce((sum, one) => sum + one.memoryMiB, 0);
}

/** Where one container differs from its plan; swap counts memory as well, so equal means none. */
export function differences(
  service: PlannedService,
  container: EngineContainer | undefined,
): readonly Diagnostic[] {
  if (!container) return [{ place: service.name, message: 'has no container' }];
  const wrong = [...numbersOf(service, container), ...hardeningOf(service, container)];
  return wrong.map((message) => ({ place: service.name, message }));
}

function numbersOf(service: PlannedService, container: EngineContainer): string[] {
  const rows: readonly (readonly [
    what: string,
    planned: number | undefined,
    found: number | undefined,
    unit: string,
  ])[] = [
    ['memory limit', service.memoryMiB, container.memoryLimitMiB, ' MiB'],
    ['memory and swap limit', service.memoryMiB, container.memorySwapLimitMiB, ' MiB'],
    ['pids limit', service.pids, container.pidsLimit, ''],
    ['CPU weight', service.cpuShares, container.cpuShares, ''],
    ['open files limit', service.nofile, container.nofile, ''],
  ];
  return rows.flatMap(([what, planned, found, unit]) =>
    planned === undefined || planned === found
      ? []
      : [`${what} is ${amount(found, unit)}, not ${String(planned)}${unit}`],
  );
}

/** What a guest image may do is its owner's business, but for more rights than the engine gives by itself. */
function hardeningOf({ trust }: PlannedService, container: EngineContainer): string[] {
  const { readOnlyRoot, capabilities, noNewPrivileges, privileged } = container;
  return [
    ...(privileged ? ['is privileged'] : []),
    ...(noNewPrivileges ? [] : ['may gain new privileges']),
    ...(trust === 'ours' && !readOnlyRoot ? ['has a writable root'] : []),
    ...(trust === 'ours' && capabilities === undefined ? ['keeps the capabilities of the engine'] : []),
    ...(trust === 'ours' && capabilities !== undefined && capabilities.length > 0
      ? [`was given ${capabilities.join(', ')}`]
      : []),
  ];
}

/** The engine says 0 or -1 for none. */
function amount(value: number | undefined, unit: string): string {
  return value !== undefined && value > 0 ? `${String(value)}${unit}` : 'absent';
}
