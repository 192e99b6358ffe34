import { createHash } from 'node:crypto';
import type { Part, PartFile, PartService } from '../component.ts';
import { StackError } from '../errors.ts';
import { gateService } from '../plan/demand.ts';
import type { Plan, PlannedService } from '../plan/plan.ts';
import type { Assets } from './bundle.ts';
import type { ComposeDependency, ComposeService } from './compose.ts';
import { imageOf } from './images.ts';

/** The key of the stack's one network in every Compose file of the bundle. */
export const networkKey = 'holdfast';

/** A service ready to print, with the comment that stands above it. */
export interface RenderedService {
  readonly name: string;
  readonly about: string;
  readonly service: ComposeService;
}

/** Adds to a part's service what is the same for all: image, hardening, limits, address, labels, mounts. */
export function renderService(
  part: PartService,
  files: ReadonlyMap<string, PartFile>,
  plan: Plan,
  assets: Assets,
): RenderedService {
  const planned = plan.services.get(part.name);
  if (planned === undefined) throw new Error(`${part.name} was rendered but never claimed`);
  const service: ComposeService = {
    extends: { file: 'base.yaml', service: baseOf(planned) },
    ...imageOf(part.image, plan, assets),
    ...(planned.kind === 'tool' ? { profiles: ['tools'] } : {}),
    ...part.compose,
    ...mounts(part),
    networks: {
      ...(reachesOut(part, planned, plan) ? { default: null } : {}),
      [networkKey]: planned.address === undefined ? null : { ipv4_address: planned.address },
    },
    mem_limit: `${String(planned.memoryMiB)}m`,
    memswap_limit: `${String(planned.memoryMiB)}m`,
    cpu_shares: planned.cpuShares,
    pids_limit: planned.pids,
    ...(planned.nofile === undefined ? {} : { ulimits: { nofile: planned.nofile } }),
    labels: { ...labelsOf(plan.name, planned.component, planned.role), ...configLabel(part, files) },
  };
  return { name: part.name, about: part.about, service };
}

/** Marks everything that belongs to a stack; clean-up and look-ups go by it, never by name. */
export function labelsOf(stack: string, component: string, role: string): Record<string, string> {
  return { 'holdfast.stack': stack, 'holdfast.component': component, 'holdfast.role': role };
}

/** The project's default network has a way to this machine and beyond; the stack's own may have none. */
function reachesOut({ door }: PartService, { trust }: PlannedService, { network }: Plan): boolean {
  return trust === 'guest' || (door === true && network.internal);
}

function baseOf(planned: PlannedService): 'ours' | 'once' | 'guest' {
  if (planned.trust === 'guest') return 'guest';
  return planned.kind === 'long' ? 'ours' : 'once';
}

function mounts(part: PartService): Pick<ComposeService, 'configs' | 'secrets'> {
  const configs = Object.entries(part.configs ?? {}).map(([path, target]) => ({
    source: configKey(path),
    target,
  }));
  const secrets = (part.secrets ?? []).map((source) => ({ source }));
  return { ...(configs.length > 0 ? { configs } : {}), ...(secrets.length > 0 ? { secrets } : {}) };
}

/** `config/redis/redis.conf` is the Compose config `redis-redis.conf`. */
export function configKey(path: string): string {
  return path.replace(/^config\//, '').replaceAll('/', '-');
}

/** Compose does not see that a mounted file has changed; a label that does makes it recreate the container. */
function configLabel(part: PartService, files: ReadonlyMap<string, PartFile>): Record<string, string> {
  const paths = Object.keys(part.configs ?? {});
  if (paths.length === 0) return {};
  const hash = createHash('sha256');
  for (const path of paths) {
    const file = files.get(path);
    if (file === undefined)
      throw new Error(`${part.name} mounts ${path}, which no part of its component writes`);
    hash.update(`${path}\0${file.text}\0`);
  }
  return { 'holdfast.config': hash.digest('hex').slice(0, 12) };
}

/**
 * The gate: runs when every one-shot has succeeded and every other service is healthy. `up --wait` counts an ended
 * one-shot as a failure unless some service waits for its success; and the user's services need one name to wait for.
 */
export function renderGate(parts: readonly Part[], plan: Plan, assets: Assets): RenderedService {
  const waitsFor = parts
    .flatMap((part) => part.services)
    .filter(({ name }) => isAwaited(plan.services.get(name)));
  const borrowed = waitsFor.find((part) => part.image.kind === 'built')?.image;
  if (borrowed === undefined) throw nothingLeft();
  return renderService(
    {
      name: gateService,
      about:
        'The gate: up and running means that the whole stack is. `depends_on` it from your own services.',
      image: borrowed,
      compose: {
        entrypoint: ['sleep', 'infinity'],
        depends_on: Object.fromEntries(waitsFor.map((part) => [part.name, conditionFor(part, plan)])),
        healthcheck: alwaysHealthy,
        stop_grace_period: '1s',
      },
    },
    new Map(),
    plan,
    assets,
  );
}

/** Not a user's app, whose start is its own business, nor a tool, which nobody may ever start. */
function isAwaited(planned: PlannedService | undefined): boolean {
  return planned?.trust === 'ours' && planned.kind !== 'tool';
}

/**
 * It has nothing of its own that could be ill: that it was started says all. Not `disable: true`, which Compose 2.26
 * takes for a service that never becomes healthy. Asked again every half minute, because the engine calls a container
 * unhealthy that was paused, until the next time (its health monitor ends with the pause).
 */
const alwaysHealthy = {
  test: ['CMD', 'true'],
  interval: '30s',
  timeout: '5s',
  retries: 1,
  start_period: '5s',
  start_interval: '500ms',
};

function conditionFor(part: PartService, plan: Plan): ComposeDependency {
  const once = plan.services.get(part.name)?.kind === 'once';
  if (once) return { condition: 'service_completed_successfully' };
  return { condition: part.compose.healthcheck === undefined ? 'service_started' : 'service_healthy' };
}

function nothingLeft(): StackError {
  return new StackError('usage', 'no service of the stack itself is left to run', {
    hint: 'leave at least one of nginx, kafka, redis and backup on in stack.yaml',
  });
}
