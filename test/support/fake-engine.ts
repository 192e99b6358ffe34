import type {
  Companion,
  CompanionOptions,
  ComposeOptions,
  Engine,
  EngineContainer,
  EngineInfo,
  EngineSubnet,
  ExecResult,
  FollowOptions,
  InsideLook,
  RunOptions,
} from '../../src/engine/engine.ts';
import type { Attachment, Hurt } from '../../src/engine/hurt.ts';
import type { Plan, PlannedService } from '../../src/plan/plan.ts';

/** What a fake engine has and says. */
export interface FakeWorld {
  readonly info: EngineInfo;
  readonly subnets: readonly EngineSubnet[];
  /** Volumes by stack. */
  readonly volumes: Readonly<Record<string, readonly string[]>>;
  readonly images: readonly string[];
  readonly containers: ReadonlyMap<string, EngineContainer>;
  readonly memory: ReadonlyMap<string, number>;
  /** Services that the engine tells of, at once, to whoever listens. */
  readonly shortages: readonly string[];
  readonly exec: (service: string, command: readonly string[], input?: string) => ExecResult;
  /** Plays a container of its own; `exec` does when it is absent. */
  readonly run:
    ((command: readonly string[], options: RunOptions) => ExecResult | Promise<ExecResult>) | undefined;
  /** What a look inside shows, a container being started for it or not. */
  readonly inside: (script: string) => InsideLook | Promise<InsideLook>;
  /** Answers `docker compose`; what it throws is what the engine would. */
  readonly compose: (command: readonly string[], options: ComposeOptions) => string | Promise<string>;
  /** What runs beside the stack when it is asked to. */
  readonly companion: (command: readonly string[], options: CompanionOptions) => Companion;
  /** How many were left beside it. */
  readonly companions: number;
  /** When present, every question to the engine is answered with this error. */
  readonly failure: Error | undefined;
}

/** An engine as new as it must be, on which nothing runs. */
export const newEngine: EngineInfo = {
  version: '26.1.5+dfsg1',
  composeVersion: '2.26.1',
  buildxVersion: '0.13.1',
  memoryMiB: 8192,
  cpus: 4,
  os: 'Debian GNU/Linux 13 (trixie)',
  cgroup: '2',
  product: 'docker',
  containers: 'linux',
  architecture: 'x86_64',
  kernel: '6.12.41-amd64',
  hostName: 'elsewhere',
  dataRoot: '/var/lib/docker',
  limits: { memory: true, swap: true, pids: true, cpuWeight: true },
  security: ['apparmor', 'seccomp', 'cgroupns'],
  clock: { engine: Date.UTC(2026, 5, 1), ours: Date.UTC(2026, 5, 1), took: 4 },
};

const empty: FakeWorld = {
  info: newEngine,
  subnets: [],
  volumes: {},
  images: [],
  containers: new Map(),
  memory: new Map(),
  shortages: [],
  exec: () => ({ exitCode: 0, stdout: '', stderr: '' }),
  run: undefined,
  inside: () => ({ unknown: 'there is no image to look from' }),
  compose: ([verb]) => (verb === 'config' ? '{}' : ''),
  companion: () => {
    throw new Error('nothing runs beside this stack');
  },
  companions: 0,
  failure: undefined,
};

/** Plays an engine and notes in `calls`, in order, all that is asked of it to change anything. */
export class FakeEngine implements Engine {
  readonly calls: string[] = [];
  readonly #world: FakeWorld;

  constructor(world: Partial<FakeWorld> = {}) {
    this.#world = { ...empty, ...world };
  }

  info = () => this.#answer(this.#world.info);
  subnets = () => this.#answer(this.#world.subnets);
  volumes = (stack: string) => this.#answer(this.#world.volumes[stack] ?? []);
  containers = () => this.#answer(this.#world.containers);
  lookInside = async (script: string) => this.#answer(await this.#world.inside(script));
  memory = () => this.#answer(this.#world.memory);
  watchMemory = (_stack: string, onShortage: (service: string) => void) => {
    this.#world.shortages.forEach(onShortage);
    return this.#answer(undefined);
  };

  images(references: readonly string[]) {
    return this.#answer(new Set(references.filter((reference) => this.#world.images.includes(reference))));
  }

  imageIds(references: readonly string[]) {
    const present = references.filter((reference) => this.#world.images.includes(reference));
    return this.#answer(new Map(present.map((reference) => [reference, `id of ${reference}`])));
  }

  keepEqualImages(before: ReadonlyMap<string, string>) {
    this.calls.push(`keep equal ${[...before.keys()].join(' ')}`);
    return this.#answer(undefined);
  }

  removeContainers(ids: readonly string[]) {
    this.calls.push(`remove containers ${ids.join(' ')}`);
    return this.#answer(undefined);
  }

  removeVolumes(names: readonly string[]) {
    this.calls.push(`remove volumes ${names.join(' ')}`);
    return this.#answer(undefined);
  }

  async exec(_stack: string, service: string, command: readonly string[], input?: string) {
    return this.#answer(this.#world.exec(service, command, input));
  }

  async execFollowed(_stack: string, service: string, command: readonly string[], { onLine }: FollowOptions) {
    const result = this.#world.exec(service, command);
    for (const line of result.stderr.split('\n')) if (line !== '') onLine?.(line);
    return this.#answer(result);
  }

  async run(image: string, command: readonly string[], options: RunOptions) {
    this.calls.push(`run ${image} ${command.join(' ')}`);
    const { run, exec } = this.#world;
    return this.#answer(await (run?.(command, options) ?? exec(image, command)));
  }

  companion(image: string, command: readonly string[], options: CompanionOptions): Promise<Companion> {
    this.calls.push(`companion ${options.name} of ${image}`);
    return this.#answer(this.#world.companion(command, options));
  }

  removeCompanions(stack: string) {
    if (this.#world.companions > 0) this.calls.push(`remove companions of ${stack}`);
    return this.#answer(this.#world.companions);
  }

  /** Notes what is done to whom: `kill redis-1 SIGKILL`. */
  hurt: Hurt = {
    kill: this.#noting('kill'),
    crash: this.#noting('crash'),
    stop: this.#noting('stop'),
    start: this.#noting('start'),
    pause: this.#noting('pause'),
    unpause: this.#noting('unpause'),
    disconnect: this.#noting('disconnect'),
    empty: this.#noting('empty'),
    inNetworkOf: (_stack: string, service: string, script: string) => {
      this.calls.push(`in network of ${service}: ${script}`);
      return this.#answer({ exitCode: 0, stdout: '', stderr: '' });
    },
    inVolumesOf: (_stack: string, service: string, script: string) => {
      this.calls.push(`in volumes of ${service}: ${script}`);
      return this.#answer({ exitCode: 0, stdout: '', stderr: '' });
    },
    connect: (_stack: string, service: string, { network, address, aliases }: Attachment) =>
      this.#noting('connect')('', service, `${network} ${address ?? ''} ${aliases.join(',')}`),
    attachments: (stack: string, service: string) =>
      this.#answer([
        {
          network: `${stack}-net`,
          address: this.#world.containers.get(service)?.address,
          aliases: [service],
        },
      ]),
  };

  async compose(command: readonly string[], options: ComposeOptions): Promise<string> {
    options.signal?.throwIfAborted();
    this.calls.push(`compose ${command.join(' ')}`);
    return this.#world.compose(command, options);
  }

  #noting(verb: string) {
    return (_stack: string, service: string, ...more: readonly (string | number | undefined)[]) => {
      this.calls.push([verb, service, ...more].filter((word) => word !== undefined).join(' '));
      return this.#answer(undefined);
    };
  }

  #answer<T>(value: T): Promise<T> {
    const { failure } = this.#world;
    return failure === undefined ? Promise.resolve(value) : Promise.reject(failure);
  }
}

/** Containers as they are when all is well, each as its plan wants it. */
export function wellContainers(plan: Plan): Map<string, EngineContainer> {
  const services = [...plan.services.values()].filter(({ kind }) => kind !== 'tool');
  return new Map(services.map((service) => [service.name, wellContainer(service)]));
}

export function wellContainer(service: PlannedService): EngineContainer {
  const once = service.kind === 'once';
  return {
    id: `id-${service.name}`,
    service: service.name,
    state: once ? 'exited' : 'running',
    health: once ? 'none' : 'healthy',
    exitCode: 0,
    startedAt: '2026-01-01T00:00:00Z',
    oomKilled: false,
    memoryLimitMiB: service.memoryMiB,
    memorySwapLimitMiB: service.memoryMiB,
    readOnlyRoot: true,
    pidsLimit: service.pids,
    cpuShares: service.cpuShares,
    nofile: service.nofile,
    capabilities: [],
    noNewPrivileges: true,
    privileged: false,
    address: service.address,
    publishedPorts: [],
    directory: undefined,
    configHash: undefined,
    image: undefined,
    volumes: [],
  };
}
