import type Docker from 'dockerode';
import { StackError } from '../errors.ts';
import { asking, connect } from './docker-client.ts';
import { runCompose } from './docker-compose.ts';
import { findContainer, listContainers, sampleMemory } from './docker-containers.ts';
import { execIn } from './docker-exec.ts';
import type { Engine, EngineInfo, EngineSubnet } from './engine.ts';

/** Docker over its API, and `docker compose` for whole projects. Nothing is loaded or asked before the first call. */
export function dockerEngine({ limit }: { readonly limit?: number } = {}): Engine {
  let client: Promise<Docker> | undefined;
  const docker = (): Promise<Docker> => (client ??= connect(limit));
  const withDocker = <T>(call: (docker: Docker) => Promise<T>): Promise<T> =>
    asking(async () => call(await docker()));
  return {
    info: () => withDocker(describeEngine),
    subnets: () => withDocker(listSubnets),
    volumes: (stack) => withDocker((docker) => listVolumes(docker, stack)),
    removeVolumes: (names) => withDocker((docker) => removeVolumes(docker, names)),
    images: (references) => withDocker((docker) => presentImages(docker, references)),
    containers: (stack) => withDocker((docker) => listContainers(docker, stack)),
    memory: (stack) => withDocker((docker) => sampleMemory(docker, stack)),
    exec: (stack, service, command, input) =>
      withDocker(async (docker) => execIn(docker, await runningId(docker, stack, service), command, input)),
    compose: runCompose,
  };
}

async function describeEngine(docker: Docker): Promise<EngineInfo> {
  const [info, composeVersion, buildxVersion] = await Promise.all([
    docker.info() as Promise<Record<string, unknown>>,
    pluginVersion(['compose', 'version', '--short']),
    pluginVersion(['buildx', 'version']),
  ]);
  return {
    version: String(info['ServerVersion']),
    composeVersion,
    buildxVersion,
    memoryMiB: Number(info['MemTotal']) / 1024 / 1024,
    cpus: Number(info['NCPU']),
    os: String(info['OperatingSystem']),
    cgroup: info['CgroupVersion'] === '2' ? '2' : '1',
  };
}

/** Undefined when the plugin does not answer with a version. */
async function pluginVersion(command: readonly string[]): Promise<string | undefined> {
  const { execa } = await import('execa');
  const { stdout, exitCode } = await execa('docker', command, { reject: false, timeout: 5_000 });
  return exitCode === 0 ? /\d+\.\d+(?:\.\d+)?/.exec(stdout)?.[0] : undefined;
}

async function listSubnets(docker: Docker): Promise<readonly EngineSubnet[]> {
  const networks = await docker.listNetworks();
  return networks.flatMap((network) =>
    (network.IPAM?.Config ?? []).flatMap(({ Subnet }) =>
      Subnet?.includes('.')
        ? [{ network: network.Name, subnet: Subnet, stack: network.Labels?.['holdfast.stack'] }]
        : [],
    ),
  );
}

async function listVolumes(docker: Docker, stack: string): Promise<readonly string[]> {
  const listed = await docker.listVolumes({ filters: { label: [`holdfast.stack=${stack}`] } });
  // Always there and, whatever the types say, null when there is none.
  const volumes = listed.Volumes as typeof listed.Volumes | null;
  return (volumes ?? []).map((volume) => volume.Name).sort();
}

async function removeVolumes(docker: Docker, names: readonly string[]): Promise<void> {
  for (const name of names) await docker.getVolume(name).remove();
}

async function presentImages(docker: Docker, references: readonly string[]): Promise<ReadonlySet<string>> {
  const images = await docker.listImages();
  const tags = new Set(images.flatMap((image) => image.RepoTags ?? []));
  return new Set(references.filter((reference) => tags.has(reference) || tags.has(`${reference}:latest`)));
}

async function runningId(docker: Docker, stack: string, service: string): Promise<string> {
  const container = await findContainer(docker, stack, service);
  if (container?.State === 'running') return container.Id;
  const state = container?.State ?? 'not there';
  throw new StackError('engine', `${service} is ${state}, so no command can run in it`, {
    hint: `docker compose ps --all ${service}`,
  });
}
