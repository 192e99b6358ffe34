import type Docker from 'dockerode';
import { StackError } from '../errors.ts';
import { asking, connect } from './docker-client.ts';
import { removeCompanions, startCompanion } from './docker-companion.ts';
import { runCompose } from './docker-compose.ts';
import { findContainer, listContainers, sampleMemory } from './docker-containers.ts';
import { watchMemory } from './docker-events.ts';
import { execIn } from './docker-exec.ts';
import { dockerHurt } from './docker-hurt.ts';
import { imageIds, keepEqualImages } from './docker-images.ts';
import { describeEngine } from './docker-info.ts';
import { lookInside } from './docker-look.ts';
import { execFollowed, runOnce } from './docker-run.ts';
import type { Engine, EngineSubnet } from './engine.ts';

/** Docker over its API, and `docker compose` for whole projects. Nothing is loaded or asked before the first call. */
export function dockerEngine({ limit }: { readonly limit?: number } = {}): Engine {
  let client: Promise<Docker> | undefined;
  const docker = (): Promise<Docker> => (client ??= connect(limit));
  const withDocker = <T>(call: (docker: Docker) => Promise<T>): Promise<T> =>
    asking(async () => call(await docker()));
  return {
    info: () => withDocker(describeEngine),
    lookInside: (script) => withDocker((docker) => lookInside(docker, script)),
    subnets: () => withDocker(listSubnets),
    volumes: (stack) => withDocker((docker) => listVolumes(docker, stack)),
    removeVolumes: (names) => withDocker((docker) => removeVolumes(docker, names)),
    images: (references) =>
      withDocker(async (docker) => new Set((await imageIds(docker, references)).keys())),
    imageIds: (references) => withDocker((docker) => imageIds(docker, references)),
    keepEqualImages: (before) => withDocker((docker) => keepEqualImages(docker, before)),
    removeContainers: (ids) => withDocker((docker) => removeContainers(docker, ids)),
    containers: (stack) => withDocker((docker) => listContainers(docker, stack)),
    memory: (stack) => withDocker((docker) => sampleMemory(docker, stack)),
    watchMemory: (stack, onShortage, signal) =>
      withDocker((docker) => watchMemory(docker, stack, onShortage, signal)),
    exec: (stack, service, command, input) =>
      withDocker(async (docker) => execIn(docker, await runningId(docker, stack, service), command, input)),
    execFollowed: async (stack, service, command, options) =>
      execFollowed(await withDocker((docker) => runningId(docker, stack, service)), command, options),
    run: runOnce,
    companion: (image, command, options) =>
      withDocker((docker) => startCompanion(docker, image, command, options)),
    removeCompanions: (stack) => withDocker((docker) => removeCompanions(docker, stack)),
    compose: runCompose,
    hurt: dockerHurt(withDocker),
  };
}

async function listSubnets(docker: Docker): Promise<readonly EngineSubnet[]> {
  const networks = await docker.listNetworks();
  return networks.flatMap((network) =>
    (network.IPAM?.Config ?? []).flatMap(({ Subnet }) =>
      Subnet?.includes('.')
        ? [
            {
              network: network.Name,
              subnet: Subnet,
              stack: network.Labels?.['holdfast.stack'],
              internal: network.Internal,
            },
          ]
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

async function removeContainers(docker: Docker, ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      const container = docker.getContainer(id);
      // Not 'force' at once: that is a kill, and a stop of one that has stopped already says 304.
      await container.stop().catch(() => undefined);
      await container.remove({ force: true });
    }),
  );
}

async function runningId(docker: Docker, stack: string, service: string): Promise<string> {
  const container = await findContainer(docker, stack, service);
  if (container?.State === 'running') return container.Id;
  const state = container?.State ?? 'not there';
  throw new StackError('engine', `${service} is ${state}, so no command can run in it`, {
    hint: `docker compose ps --all ${service}`,
  });
}
