import type Docker from 'dockerode';
import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import type { EngineContainer } from './engine.ts';

const mebibyte = 1024 * 1024;
export const serviceLabel = 'com.docker.compose.service';

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
    startedAt: info.State.StartedAt,
    oomKilled: info.State.OOMKilled,
    memoryLimitMiB: (info.HostConfig.Memory ?? 0) / mebibyte,
    memorySwapLimitMiB: (info.HostConfig.MemorySwap ?? 0) / mebibyte,
    readOnlyRoot: info.HostConfig.ReadonlyRootfs ?? false,
    pidsLimit: info.HostConfig.PidsLimit ?? 0,
    cpuShares: info.HostConfig.CpuShares ?? 0,
    nofile: nofileOf(info.HostConfig.Ulimits),
    capabilities: capabilitiesOf(info.HostConfig),
    noNewPrivileges: ((info.HostConfig.SecurityOpt ?? []) as readonly string[]).some((option) =>
      /^no-new-privileges(?:[:=]true)?$/.test(option),
    ),
    privileged: info.HostConfig.Privileged ?? false,
    // Without an address the engine says an empty string, not nothing.
    address: [fixed?.IPv4Address, own?.IPAddress].find((address) => address !== undefined && address !== ''),
    publishedPorts: publishedPorts(info),
    directory: info.Config.Labels['com.docker.compose.project.working_dir'],
    configHash: info.Config.Labels['com.docker.compose.config-hash'],
    // As Compose noted it: what it compares when it decides whether to recreate.
    image: info.Config.Labels['com.docker.compose.image'] ?? info.Image,
    volumes: info.Mounts.flatMap(({ Type, Name }) => (Type === 'volume' && Name ? [Name] : [])).sort(),
  };
}

/** The soft limit is what a process meets first. */
function nofileOf(ulimits: ContainerInspectInfo['HostConfig']['Ulimits']): number | undefined {
  return ulimits?.find(({ Name }) => Name === 'nofile')?.Soft;
}

function capabilitiesOf({
  CapDrop,
  CapAdd,
}: ContainerInspectInfo['HostConfig']): readonly string[] | undefined {
  const dropped = ((CapDrop ?? []) as readonly string[]).some((name) => name.toUpperCase() === 'ALL');
  return dropped ? ((CapAdd ?? []) as readonly string[]) : undefined;
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

/**
 * Usage less the page cache, which is what the kernel keeps on its two file lists: a tmpfs, though it is counted as
 * cache, is on the anonymous ones. Both versions of the cgroup count so (memory.stat); 1 sums up children as `total_`.
 */
export function usedMiB({ memory_stats: memory }: MemorySample): number {
  const stat = (name: string): number => memory.stats?.[`total_${name}`] ?? memory.stats?.[name] ?? 0;
  const cache = stat('active_file') + stat('inactive_file');
  return Math.max(0, (memory.usage ?? 0) - cache) / mebibyte;
}
