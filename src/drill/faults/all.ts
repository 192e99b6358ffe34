import { StackError } from '../../errors.ts';
import type { EngineContainer } from '../../engine/engine.ts';
import type { DrillContext } from '../drill.ts';
import type { Wound } from '../fault.ts';

/** The same for each service at once: two nodes that are to be gone together go within milliseconds. */
export async function forAll(
  { services }: Pick<Wound, 'services'>,
  work: (service: string) => Promise<void>,
): Promise<void> {
  await Promise.all(services.map(work));
}

/**
 * Each service with what the engine says of it, when all are as they are to be.
 *
 * @throws StackError('no') naming the first that is not
 */
export async function seenAs(
  wanted: (container: EngineContainer) => boolean,
  { services }: Wound,
  { engine, plan }: DrillContext,
): Promise<string> {
  const containers = await engine.containers(plan.name);
  const seen = services.map((service) => {
    const container = containers.get(service);
    if (container === undefined) throw new StackError('no', `${service} has no container`);
    if (!wanted(container)) throw new StackError('no', `${service} is ${stateOf(container)}`);
    return `${service} is ${stateOf(container)}`;
  });
  return seen.join(', ');
}

function stateOf({ state, exitCode }: EngineContainer): string {
  return state === 'exited' ? `exited with ${String(exitCode)}` : state;
}
