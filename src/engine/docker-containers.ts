import type Docker from 'dockerode';
import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import type { EngineContainer } from './engine.ts';

const mebibyte = 1024 * 1024;
const serviceLabel = 'com.docker.compose.service';

/** The stack's containers by service. A run-off container (`compose run`) has no place here: it is nobody's service. */
export async function listContainers(
  docker: Docker,
  stack: string,
): Promise<ReadonlyMap<string, EngineContainer>> {
  const services = await listServices(docker, stack);
  const inspected = await Promise.all(
    services.map((one) => unlessGone(docker.getContainer(one.Id).inspect())),
  );
  const containers = inspected.flatMap((one) => (one === undefined ? [] : [describeContainer(one, stack)]));
  return new Map(containers.sort(byService).map((one) => [one.service, one]));
}

/** One service's container as the engine lists it: a single question, where inspecting all takes one each. */
export async function findContainer(
  docker: Docker,
  stack: string,
  service: string,
): Promise<ContainerInfo | undefined> {
  const [found] = await listServices(docker, stack, `${serviceLabel}=${service}`);
  return found;
}

async function listServices(docker: Docker, stack: string, ...labels: string[]): Promise<ContainerInfo[]> {
  const filters = { label: [`holdfast.stack=${stack}`, ...labels] };
  const listed = await docker.listContainers({ all: true, filters });
  return listed.filter((one) => one.Labels['com.docker.compose.oneoff'] !== 'True');
}

/** Undefined for a container that went away between the list and the look. */
async function unlessGone<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

function byService(a: EngineContainer, b: EngineContainer): number {
  return a.service.localeCompare(b.service, 'en', { numeric: true });
}

/** What the engine says of one container, in the words of the contract. Limits of 0 mean "none". */
export function describeContainer(info: ContainerInspectInfo, stack: string): EngineContainer {
  const networks = info.NetworkSettings.Networks;
  const own = networks[`${stack}-net`] ?? Object.values(networks)[0];
  const fixed = own?.IPAMConfig as { IPv4Address?: string } | null | undefined;
  return {
    id: info.Id,
    service: info.Config.Labels[serviceLabel] ?? info.Name.replace(/^\//, ''),
    state: info.State.Status as EngineContainer['state'],
    health: (info.State.Health?.Status ?? 'none') as EngineContainer['health'],
    exitCode: info.State.ExitCode,
    memoryLimitMiB: (info.HostConfig.Memory ?? 0) / mebibyte,
    memorySwapLimitMiB: (info.HostConfig.MemorySwap ?? 0) / mebibyte,
    readOnlyRoot: info.HostConfig.ReadonlyRootfs ?? false,
    pidsLimit: info.HostConfig.PidsLimit ?? 0,
    // Without an address the engine says an empty string, not nothing.
    address: [fixed?.IPv4Address, own?.IPAddress].find((address) => address !== undefined && address !== ''),
    publishedPorts: publishedPorts(info),
    directory: info.Config.Labels['com.docker.compose.project.working_dir'],
  };
}

function publishedPorts(info: ContainerInspectInfo): readonly number[] {
  const bindings = (info.HostConfig.PortBindings ?? {}) as Record<
    string,
    readonly { HostPort?: string }[] | null
  >;
  const ports = Object.values(bindings).flatMap((bound) => (bound ?? []).map((one) => Number(one.HostPort)));
  return [...new Set(ports)].filter((port) => port > 0).sort((a, b) => a - b);
}

/** Memory in use by service, one sample each. A container that goes away meanwhile is left out. */
export async function sampleMemory(docker: Docker, stack: string): Promise<ReadonlyMap<string, number>> {
  const services = await listServices(docker, stack);
  const running = services.filter(({ State }) => State === 'running' || State === 'paused');
  const samples = await Promise.all(
    running.map(async ({ Id, Labels }) => {
      const used = await unlessGone(docker.getContainer(Id).stats({ stream: false, 'one-shot': true }));
      return used === undefined ? [] : [[Labels[serviceLabel] ?? Id, usedMiB(used)] as const];
    }),
  );
  return new Map(samples.flat());
}

/** What the engine really sends: a container that ended meanwhile has neither. */
interface MemorySample {
  readonly memory_stats: {
    readonly usage?: number;
    readonly stats?: Readonly<Record<string, number | undefined>>;
  };
}

/** As `docker stats` counts: usage less inactive file cache (cgroup 1 names it `total_inactive_file`). */
export function usedMiB({ memory_stats: memory }: MemorySample): number {
  const cache = memory.stats?.['total_inactive_file'] ?? memory.stats?.['inactive_file'] ?? 0;
  return Math.max(0, (memory.usage ?? 0) - cache) / mebibyte;
}
