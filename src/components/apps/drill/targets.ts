import type { DrillContext } from '../../../drill/drill.ts';
import type { Target } from '../../../drill/target.ts';
import { StackError } from '../../../errors.ts';
import { replicasOf } from '../replicas.ts';
import type { AppsSettings } from '../schema.ts';
import { workloadName } from './workload-name.ts';

/** Each app that runs in containers: one replica, or all of them but for the spares. */
export function appTargets(apps: AppsSettings): readonly Target[] {
  return Object.entries(apps).flatMap(([app, settings]) => {
    const all = replicasOf({ [app]: settings });
    const replicas = all.filter(({ spare }) => !spare).map(({ service }) => service);
    const spares = all.filter(({ spare }) => spare).map(({ service }) => service);
    if (replicas.length === 0) return [];
    return [oneReplica(app, replicas), allReplicas(app, replicas, spares)];
  });
}

function oneReplica(app: string, replicas: readonly string[]): Target {
  return {
    name: app,
    about: `a replica of ${app}, the first unless a number is given`,
    count: replicas.length,
    among: replicas,
    loads: [workloadName],
    find: (context, { number = 1 }) => there([`${app}-${String(number)}`], context),
  };
}

function allReplicas(app: string, replicas: readonly string[], spares: readonly string[]): Target {
  const rest = spares.length === 0 ? 'nobody is left' : `${spares.join(', ')} must answer`;
  return {
    name: `${app}.all`,
    about: `every replica of ${app} at once: ${rest}`,
    among: replicas,
    loads: [workloadName],
    find: (context) => there(replicas, context),
  };
}

async function there(
  services: readonly string[],
  { engine, plan }: DrillContext,
): Promise<readonly string[]> {
  const containers = await engine.containers(plan.name);
  const missing = services.filter((service) => !containers.has(service));
  if (missing.length === 0) return services;
  throw new StackError('no', `there is no container of ${missing.join(', ')}`, { hint: 'holdfast status' });
}
