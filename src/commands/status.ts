import type { Engine, EngineContainer } from '../engine/engine.ts';
import type { Plan } from '../plan/plan.ts';
import type { ProofContext } from '../proof/proof.ts';
import { runProofs, type ProofResult } from '../proof/run.ts';
import type { Proof } from '../proof/proof.ts';
import type { Outcome } from './outcome.ts';
import { isReady, stateOf } from './start.ts';
import { paint, table } from './terminal.ts';

/** One service as it is now. */
interface ServiceStatus {
  readonly service: string;
  readonly state: string;
  readonly ready: boolean;
  readonly address: string;
  readonly memoryMiB: number | undefined;
  readonly limitMiB: number;
}

/**
 * How the stack is: every service with its state and its memory against its limit, and what the components can show
 * of the tiers (who is primary, who leads). Good when all services are ready and all of it is proven.
 */
export async function status(plan: Plan, proofs: readonly Proof[], context: ProofContext): Promise<Outcome> {
  const services = await serviceStates(plan, context.engine);
  const running = services.some(({ ready }) => ready);
  const tiers = running ? await runProofs(proofs, context) : [];
  const good = services.every(({ ready }) => ready) && tiers.every(({ proven }) => proven);
  return { good, data: { name: plan.name, services, tiers }, lines: render(plan, services, tiers) };
}

async function serviceStates(plan: Plan, engine: Engine): Promise<ServiceStatus[]> {
  const [containers, memory] = await Promise.all([engine.containers(plan.name), engine.memory(plan.name)]);
  return [...plan.services.values()]
    .filter(({ kind }) => kind !== 'tool')
    .map(({ name, kind, address, memoryMiB }) => {
      const container: EngineContainer | undefined = containers.get(name);
      return {
        service: name,
        state: stateOf(container),
        ready: isReady(container, kind === 'once'),
        address: address ?? '',
        memoryMiB: memory.get(name),
        limitMiB: memoryMiB,
      };
    });
}

function render(plan: Plan, services: readonly ServiceStatus[], tiers: readonly ProofResult[]): string[] {
  const rows = services.map(({ service, state, address, memoryMiB, limitMiB }) => [
    service,
    state,
    address,
    memoryMiB === undefined
      ? `- of ${String(limitMiB)} MiB`
      : `${memoryMiB.toFixed(0)} of ${String(limitMiB)} MiB`,
  ]);
  const [head = '', ...lines] = table([['SERVICE', 'STATE', 'ADDRESS', 'MEMORY'], ...rows]);
  const used = services.reduce((sum, { memoryMiB }) => sum + (memoryMiB ?? 0), 0);
  return [
    `      ${head}`,
    ...lines.map(
      (line, index) =>
        `${services[index]?.ready === true ? paint('green', 'ready') : paint('red', ' ill ')} ${line}`,
    ),
    '',
    ...tiers.map(
      ({ title, proven, seen }) =>
        `${proven ? paint('green', 'ready') : paint('red', ' ill ')} ${title}: ${seen}`,
    ),
    '',
    `${plan.name}: ${String(services.filter(({ ready }) => ready).length)} of ${String(services.length)} ready, ${used.toFixed(0)} MiB in use`,
  ];
}
