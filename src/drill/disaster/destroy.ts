import type { DrillContext } from '../drill.ts';

/** What of a stack goes, and what was found of it. */
export interface Doomed {
  /** Services with a container. */
  readonly services: readonly string[];
  /** Volumes of the stores; never the one with the backups. */
  readonly volumes: readonly string[];
}

/**
 * Takes every container of the stack, at once and without a farewell, and then the volumes. Only containers that carry the
 * stack's label and are services of its plan go; one-shots that have ended go with them.
 */
export async function destroy(
  volumes: readonly string[],
  { engine, plan }: Pick<DrillContext, 'engine' | 'plan'>,
): Promise<Doomed> {
  const containers = [...(await engine.containers(plan.name)).values()].filter(({ service }) =>
    plan.services.has(service),
  );
  const alive = containers.filter(({ state }) => state === 'running');
  await Promise.all(alive.map(({ service }) => engine.hurt.kill(plan.name, service, 'SIGKILL')));
  await engine.removeContainers(containers.map(({ id }) => id));
  await engine.removeVolumes(volumes);
  return { services: containers.map(({ service }) => service), volumes };
}
