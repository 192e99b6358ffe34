import type Docker from 'dockerode';
import { StackError } from '../errors.ts';
import { findContainer } from './docker-containers.ts';
import { execIn } from './docker-exec.ts';
import { runBeside } from './docker-beside.ts';
import type { ExecResult } from './engine.ts';
import type { Attachment, Hurt } from './hurt.ts';

const mebibyte = 1024 * 1024;

/** Docker's own ways to hurt a container. `withDocker` turns whatever goes wrong into a StackError. */
export function dockerHurt(withDocker: <T>(call: (docker: Docker) => Promise<T>) => Promise<T>): Hurt {
  const on =
    <Args extends unknown[], T>(act: (container: Docker.Container, ...args: Args) => Promise<T>) =>
    (stack: string, service: string, ...args: Args): Promise<T> =>
      withDocker(async (docker) => act(await containerOf(docker, stack, service), ...args));
  return {
    kill: on((container, signal: string) => unlessGone(container.kill({ signal }))),
    crash: (stack, service) => withDocker((docker) => crash(docker, stack, service)),
    stop: on((container, grace?: number) =>
      unlessSo(container.stop(grace === undefined ? {} : { t: grace })),
    ),
    start: on((container) => unlessSo(container.start())),
    pause: on((container) => discard(container.pause())),
    unpause: on(unpause),
    attachments: on(attachmentsOf),
    inNetworkOf: (stack, service, script) =>
      withDocker(async (docker) =>
        runBeside(docker, {
          stack,
          script,
          image: await imageWithTools(docker),
          user: '0',
          host: {
            NetworkMode: `container:${(await containerOf(docker, stack, service)).id}`,
            CapAdd: ['NET_ADMIN'],
          },
        }),
      ),
    inVolumesOf: (stack, service, script, memoryMiB) =>
      withDocker(async (docker) =>
        inVolumesOf(docker, stack, await containerOf(docker, stack, service), script, memoryMiB),
      ),
    empty: (stack, service) =>
      withDocker(async (docker) => empty(docker, stack, await containerOf(docker, stack, service))),
    disconnect: (stack, service, network) =>
      withDocker(async (docker) => {
        const { id } = await containerOf(docker, stack, service);
        await docker.getNetwork(network).disconnect({ Container: id, Force: true });
      }),
    connect: (stack, service, attachment) =>
      withDocker(async (docker) => connect(docker, await containerOf(docker, stack, service), attachment)),
  };
}

async function containerOf(docker: Docker, stack: string, service: string): Promise<Docker.Container> {
  const found = await findContainer(docker, stack, service);
  if (found !== undefined) return docker.getContainer(found.Id);
  throw new StackError('engine', `${service} has no container`, { hint: 'holdfast up makes it' });
}

/**
 * Every child of init at once. The shell that looks for them is no child of init, and is not killed before it has killed
 * them; one with nothing below init (a user's image with a process of its own as the first) cannot be hurt so.
 */
const killChildren = 'read -r children < /proc/1/task/1/children; kill -9 $children';

async function crash(docker: Docker, stack: string, service: string): Promise<void> {
  const { id } = await containerOf(docker, stack, service);
  const { exitCode, stderr } = await execIn(docker, id, ['sh', '-c', killChildren]);
  // 137: the container's end took the shell with it.
  if (exitCode === 0 || exitCode === 137) return;
  throw new StackError('engine', `no process of ${service} could be killed: ${stderr.trim()}`, {
    hint: 'kill ends the container as a whole',
  });
}

async function unpause(container: Docker.Container): Promise<void> {
  const { State } = await container.inspect();
  if (State.Paused) await container.unpause();
}

async function attachmentsOf(container: Docker.Container): Promise<readonly Attachment[]> {
  const { NetworkSettings, Id } = await container.inspect();
  return Object.entries(NetworkSettings.Networks).map(([network, settings]) => ({
    network,
    address: (settings.IPAMConfig as { IPv4Address?: string } | null)?.IPv4Address,
    // The engine adds the container's id by itself.
    aliases: ((settings.Aliases ?? []) as readonly string[]).filter((alias) => !Id.startsWith(alias)),
  }));
}

/** Of ours, the only one that has iproute2: Debian's nginx brings it along. */
const withTools = 'holdfast-nginx:';

async function imageWithTools(docker: Docker): Promise<string> {
  const images = await docker.listImages();
  const found = images.flatMap((image) => image.RepoTags ?? []).find((tag) => tag.startsWith(withTools));
  if (found !== undefined) return found;
  throw new StackError('no', 'no image with iproute2 is there to change a network from', {
    hint: 'the built-in Nginx image has it: holdfast up builds it for a stack with nginx and images: built',
  });
}

async function inVolumesOf(
  docker: Docker,
  stack: string,
  container: Docker.Container,
  script: string,
  memoryMiB?: number,
): Promise<ExecResult> {
  const { Config, Image } = await container.inspect();
  return runBeside(docker, {
    stack,
    script,
    image: Image,
    user: Config.User === '' ? '0' : Config.User,
    host: {
      NetworkMode: 'none',
      VolumesFrom: [container.id],
      ...(memoryMiB === undefined ? {} : { Memory: memoryMiB * mebibyte }),
    },
  });
}

async function empty(docker: Docker, stack: string, container: Docker.Container): Promise<void> {
  const { State, Mounts, Name } = await container.inspect();
  if (State.Running) throw new StackError('engine', `${Name.slice(1)} runs, so its volumes are not emptied`);
  const places = Mounts.filter(({ Type }) => Type === 'volume').map(({ Destination }) => Destination);
  const script = places.map((place) => `find '${place}' -mindepth 1 -delete`).join(' && ');
  const { exitCode, stderr } = await inVolumesOf(docker, stack, container, script);
  if (exitCode !== 0)
    throw new StackError('engine', `the volumes of ${Name.slice(1)} are not empty: ${stderr}`);
}

/** Compose's aliases do not come back by themselves. */
async function connect(
  docker: Docker,
  container: Docker.Container,
  { network, address, aliases }: Attachment,
): Promise<void> {
  const { NetworkSettings, Id } = await container.inspect();
  if (NetworkSettings.Networks[network] !== undefined) return;
  await docker.getNetwork(network).connect({
    Container: Id,
    EndpointConfig: {
      Aliases: [...aliases],
      ...(address === undefined ? {} : { IPAMConfig: { IPv4Address: address } }),
    },
  });
}

/** 304: it is so already. */
async function unlessSo(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode !== 304) throw error;
  });
}

/** 409: it does not run, so there is nobody to signal. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode !== 409) throw error;
  });
}

async function discard(work: Promise<unknown>): Promise<void> {
  await work;
}
