import type { EngineContainer } from '../engine/engine.ts';
import { StackError, type Diagnostic } from '../errors.ts';
import type { Plan, PlannedService } from '../plan/plan.ts';
import type { Proof } from './proof.ts';

/**
 * Reads every limit back from the engine. A limit that stands in compose.yaml but not in the engine (an override,
 * a kernel without the controller) is no limit. What a guest image may do is its owner's business: for apps only
 * the limits count, not the read-only root.
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
  const wrong: string[] = [];
  const { memoryLimitMiB, memorySwapLimitMiB, pidsLimit, readOnlyRoot } = container;
  if (memoryLimitMiB !== service.memoryMiB)
    wrong.push(`memory limit is ${of(memoryLimitMiB)}, not ${String(service.memoryMiB)} MiB`);
  if (memorySwapLimitMiB !== service.memoryMiB)
    wrong.push(`memory and swap limit is ${of(memorySwapLimitMiB)}, not ${String(service.memoryMiB)} MiB`);
  if (pidsLimit <= 0) wrong.push('has no pids limit');
  if (!readOnlyRoot && service.component !== 'apps') wrong.push('has a writable root');
  return wrong.map((message) => ({ place: service.name, message }));
}

function of(limitMiB: number): string {
  return limitMiB > 0 ? `${String(limitMiB)} MiB` : 'absent';
}
