import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import type { EngineContainer } from './engine.ts';

const mebibyte = 1024 * 1024;

/** The stack's containers by service. A run-off container (`compose run`) has no place here: it is nobody's service. */
export async function listContainers(
  docker: Docker,
  stack: string,
): Promise<ReadonlyMap<string, EngineContainer>> {
  const listed = await docker.listContainers({ all: true, filters: { label: [`holdfast.stack=${stack}`] } });
  const services = listed.filter((one) => one.Labels['com.docker.compose.oneoff'] !== 'True');
  const inspected = await Promise.all(services.map((one) => inspect(docker, one.Id)));
  const containers = inspected.flatMap((one) => (one === undefined ? [] : [describeContainer(one, stack)]));
  return new Map(containers.sort(byService).map((one) => [one.service, one]));
}

/** Undefined for a container that went away between the list and the look. */
async function inspect(docker: Docker, id: string): Promise<ContainerInspectInfo | undefined> {
  try {
    return await docker.getContainer(id).inspect();
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
    service: info.Config.Labels['com.docker.compose.service'] ?? info.Name.replace(/^\//, ''),
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

/** Memory in use by service, one sample each. */
export async function sampleMemory(
  docker: Docker,
  containers: ReadonlyMap<string, EngineContainer>,
): Promise<ReadonlyMap<string, number>> {
  const running = [...containers.values()].filter((one) => one.state === 'running' || one.state === 'paused');
  const samples = await Promise.all(
    running.map(async (one) => {
      const stats = await docker.getContainer(one.id).stats({ stream: false, 'one-shot': true });
      return [one.service, usedMiB(stats)] as const;
    }),
  );
  return new Map(samples);
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
