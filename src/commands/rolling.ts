import type { Engine, EngineContainer } from '../engine/engine.ts';
import type { Plan } from '../plan/plan.ts';
import type { ProofContext } from '../proof/proof.ts';
import { StackError } from '../errors.ts';
import { gateService } from '../plan/demand.ts';
import { compare, type Wanted } from '../roll/compare.ts';
import { objectionsTo, refuseFor } from '../roll/objections.ts';
import { roll, type Rolled } from '../roll/run.ts';
import { stepsOf } from '../roll/steps.ts';
import { wantedServices, type Project } from '../roll/wanted.ts';
import type { Rolling } from '../roll/whole.ts';
import { withLastWords } from './last-words.ts';

/** A service has this long, s, to become healthy: the longest start period of all is 90 s, and this twice. */
const waitLimit = '180';

/**
 * Refuses, before anything is written, what a running stack cannot take one node at a time or would come to harm by.
 * Throws StackError('no') with every reason.
 */
export async function assertChangeable(
  context: ProofContext,
  rollings: () => Promise<readonly Rolling[]>,
): Promise<void> {
  const { plan, engine } = context;
  const [containers, subnets, volumes] = await Promise.all([
    engine.containers(plan.name),
    engine.subnets(),
    engine.volumes(plan.name),
  ]);
  const general = objectionsTo(plan, { containers, subnets, volumes });
  const asked = runs(containers)
    ? (await rollings()).map(async ({ roll }) => roll.objections?.({ ...context, containers }) ?? [])
    : [];
  refuseFor([...general, ...(await Promise.all(asked)).flat()]);
}

type DirectoryContext = ProofContext & { readonly directory: string };

/**
 * Makes what runs what the bundle says, service by service, and takes away what the stack no longer has. After it
 * `docker compose up` has nothing left to recreate that anybody uses. Does nothing, and that quickly, when nothing is
 * different.
 */
export async function rollChanges(
  project: Project,
  context: DirectoryContext,
  rollings: () => Promise<readonly Rolling[]>,
  say: (line: string) => void,
): Promise<readonly Rolled[]> {
  const { plan, engine } = context;
  const containers = await engine.containers(plan.name);
  if (!runs(containers)) return [];
  const wanted = (await wantedServices(engine, project)).filter(({ service }) => plan.services.has(service));
  const changes = compare(wanted, containers);
  const known = changes.length === 0 ? [] : await rollings();
  const order = known.map(({ component }) => component);
  const rolled = await roll(stepsOf(plan, order, changes, containers), known, {
    ...context,
    recreate: recreateBy(context),
    say,
  });
  await removeIdle(plan, engine, wanted);
  return rolled;
}

/**
 * Takes away what nobody uses as it is: one-shots with another configuration, the gate, what is stopped, and services
 * that the spec no longer has (one of those that keeps data was refused long before). The start of the whole makes anew
 * what is needed. Left to be recreated, Compose would recreate with each what depends on it, at once.
 */
async function removeIdle(plan: Plan, engine: Engine, wanted: readonly Wanted[]): Promise<void> {
  const containers = await engine.containers(plan.name);
  const changed = compare(wanted, containers).map(({ service }) => service);
  const used = changed.filter((service) => isUsed(plan, containers.get(service)));
  if (used.length > 0) throw stillDiffers(used);
  const gone = [...containers.values()].filter(({ service, volumes }) =>
    plan.services.has(service) ? changed.includes(service) : volumes.length === 0,
  );
  if (gone.length > 0) await engine.removeContainers(gone.map(({ id }) => id));
}

function isUsed(plan: Plan, container: EngineContainer | undefined): boolean {
  const planned = plan.services.get(container?.service ?? '');
  return container?.state === 'running' && planned?.kind === 'long' && planned.name !== gateService;
}

/** A guard: the next `docker compose up` would restart them all at the same time. */
function stillDiffers(services: readonly string[]): StackError {
  const names = services.join(', ');
  return new StackError('engine', `Compose still wants to recreate ${names}, all at once; it was not let`, {
    hint: 'is a file of the bundle being edited just now? holdfast up begins again; else this is a bug in holdfast',
  });
}

function runs(containers: ReadonlyMap<string, EngineContainer>): boolean {
  return [...containers.values()].some(({ state }) => state === 'running');
}

/**
 * Without the signal: Compose broken off half way leaves a node without a container, or under a name of no use. And
 * without `--no-deps`: Compose hashes what a service depends on as well (2.26), so that a container made that way is
 * another one to the next `up`. What ours depend on are one-shots, which run before them once more.
 */
function recreateBy({ engine, plan, directory }: DirectoryContext) {
  return async (services: readonly string[]): Promise<void> => {
    try {
      const up = ['up', '--detach', '--wait', '--wait-timeout', waitLimit, ...services];
      await engine.compose(up, { directory });
    } catch (error) {
      throw await withLastWords(error, engine, plan, { directory });
    }
  };
}

/** For the outcome: what was restarted, in which order, and how long each took. */
export function renderRolled(rolled: readonly Rolled[]): readonly string[] {
  if (rolled.length === 0) return [];
  return [
    'restarted one at a time:',
    ...rolled.map(
      ({ service, because, milliseconds }) =>
        `  ${service}: ${because} (whole again after ${(milliseconds / 1000).toFixed(1)} s)`,
    ),
    '',
  ];
}
