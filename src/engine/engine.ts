import type { Hurt } from './hurt.ts';

/**
 * Something that can run a bundle. The real one is docker.ts; tests have a fake. Every method throws
 * StackError('engine') with the engine's own words when it fails.
 */
export interface Engine {
  info(): Promise<EngineInfo>;
  /**
   * What a shell script prints in a short-lived container, without network, of an image that is already there:
   * the way to see the machine under an engine that is not this one. Never pulls.
   */
  lookInside(script: string): Promise<InsideLook>;
  /** Networks' IPv4 subnets in CIDR form. */
  subnets(): Promise<readonly EngineSubnet[]>;
  /** Volumes that carry the stack's label, sorted. */
  volumes(stack: string): Promise<readonly string[]>;
  /** Removes volumes by name. Only `down --volumes`, `restore` and `drill disaster` do, after the stack's name was typed. */
  removeVolumes(names: readonly string[]): Promise<void>;
  /** Those of the references that are in the engine's image store. */
  images(references: readonly string[]): Promise<ReadonlySet<string>>;
  /** The same with the id of the image that each reference stands for now: a rebuilt or pulled one has another. */
  imageIds(references: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Makes references stand for their image of before again, where the one they stand for now is no different inside. */
  keepEqualImages(before: ReadonlyMap<string, string>): Promise<void>;
  /** The stack's containers, stopped ones too, by Compose service name. */
  containers(stack: string): Promise<ReadonlyMap<string, EngineContainer>>;
  /** Stops containers, each within its own grace period, and removes them. Their volumes stay. */
  removeContainers(ids: readonly string[]): Promise<void>;
  /** Runs a command in a service's container. Input goes to its stdin, so that no secret is an argument. */
  exec(stack: string, service: string, command: readonly string[], input?: string): Promise<ExecResult>;
  /** The same for what takes long: `onLine` sees its stderr as it comes. */
  execFollowed(
    stack: string,
    service: string,
    command: readonly string[],
    options: FollowOptions,
  ): Promise<ExecResult>;
  /** Runs a command in a container of its own, hardened like ours, of an image that is there; removed when it ends. */
  run(image: string, command: readonly string[], options: RunOptions): Promise<ExecResult>;
  /**
   * Starts a small container beside the stack, in one of its networks, of an image that is there, and talks with it line by
   * line. It is gone when its program ends, and nothing of it is kept: no volume, no log.
   */
  companion(image: string, command: readonly string[], options: CompanionOptions): Promise<Companion>;
  /** Removes whatever still works, or was left, beside a stack. Returns how many containers that were. */
  removeCompanions(stack: string): Promise<number>;
  /** Memory by service, MiB: anonymous, shared and kernel memory, without the page cache, which the kernel takes back. */
  memory(stack: string): Promise<ReadonlyMap<string, number>>;
  /** Calls back, by service, whenever a container of the stack runs out of memory, until the signal fires. */
  watchMemory(stack: string, onShortage: (service: string) => void, signal: AbortSignal): Promise<void>;
  /** Runs `docker compose` and resolves with what it printed on stdout; `onLine` sees its stderr too, as it comes. */
  compose(command: readonly string[], options: ComposeOptions): Promise<string>;
  /** What hurts the stack's containers on purpose, and undoes it. */
  readonly hurt: Hurt;
}

export interface FollowOptions {
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

export interface RunOptions extends FollowOptions {
  /** Whose job it is; a label. */
  readonly stack: string;
  readonly memoryMiB: number;
  readonly pids?: number;
  /** The engine's name of one; none when absent. */
  readonly network?: string;
  /** A volume must exist: the engine would make one without the stack's labels. */
  readonly mounts: readonly {
    readonly type: 'volume' | 'bind';
    readonly source: string;
    readonly target: string;
    readonly readOnly?: boolean;
  }[];
  /** A directory in memory, empty at first, where our user may write. */
  readonly scratch?: string;
  /** A line for its stdin, once it is known. The stdin is open as long as whoever started it lives. */
  readonly input?: Promise<string>;
  /** No secrets. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface CompanionOptions {
  /** Whose it is; a label. */
  readonly stack: string;
  /** For people who list containers. */
  readonly name: string;
  /** The engine's name of it. */
  readonly network: string;
  readonly memoryMiB: number;
  /** Weight against other containers, of which one usually has 1024. */
  readonly cpuShares: number;
  /** Called with each line that it prints on stdout. */
  readonly onLine: (line: string) => void;
}

export interface Companion {
  /** A line to its stdin, which only it can read; lost when it has ended. */
  readonly say: (line: string) => void;
  /** Why it ended, in one line. Never rejects. */
  readonly ended: Promise<string>;
  /** Ends it and waits until it is gone. Nothing to do for one that has ended. */
  readonly remove: () => Promise<void>;
}

export interface ComposeOptions {
  /** The directory of compose.yaml. */
  readonly directory: string;
  readonly signal?: AbortSignal;
  /** Called with each line that Compose prints. */
  readonly onLine?: (line: string) => void;
}

export interface EngineInfo {
  readonly version: string;
  /** Undefined when the plugin is missing. */
  readonly composeVersion: string | undefined;
  readonly buildxVersion: string | undefined;
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly os: string;
  readonly cgroup: '1' | '2';
  /** Podman answers on Docker's API as well, with version numbers of its own. */
  readonly product: 'docker' | 'podman';
  /** What containers run: `linux`, or `windows` where Docker Desktop is switched to Windows containers. */
  readonly containers: string;
  readonly architecture: string;
  readonly kernel: string;
  /** Of the machine the engine runs on. */
  readonly hostName: string;
  /** Where the engine keeps images and volumes, on its own machine. */
  readonly dataRoot: string;
  /** What the kernel under it can enforce. */
  readonly limits: EngineLimits;
  /** `apparmor`, `seccomp`, `selinux`, `rootless`, `cgroupns`. */
  readonly security: readonly string[];
  readonly clock: EngineClock;
}

export interface EngineLimits {
  readonly memory: boolean;
  readonly swap: boolean;
  readonly pids: boolean;
  readonly cpuWeight: boolean;
}

/** One reading of the engine's clock beside ours, ms since the epoch. */
export interface EngineClock {
  readonly engine: number;
  /** Ours, half way between question and answer. */
  readonly ours: number;
  /** How long the answer took, ms: the difference of the clocks is known no better than that. */
  readonly took: number;
}

/** What was printed, and the image it was printed in; or why there was nothing to look from. */
export type InsideLook =
  { readonly printed: string; readonly image: string } | { readonly unknown: string; readonly fix?: string };

export interface EngineSubnet {
  readonly network: string;
  readonly subnet: string;
  /** The stack that owns it, if it is one of ours. */
  readonly stack: string | undefined;
  /** True where nothing leads out of it. */
  readonly internal?: boolean;
}

export interface EngineContainer {
  readonly id: string;
  readonly service: string;
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy';
  readonly exitCode: number;
  /** When it last started, as the engine writes it: another text is another start. */
  readonly startedAt: string;
  /** Whether its last run ended because the kernel killed it for memory. */
  readonly oomKilled: boolean;
  readonly memoryLimitMiB: number;
  readonly memorySwapLimitMiB: number;
  readonly readOnlyRoot: boolean;
  readonly pidsLimit: number;
  /** Weight against other containers; 0 is the engine's own, 1024. */
  readonly cpuShares: number;
  /** Open files at most; undefined leaves the engine's own limit. */
  readonly nofile: number | undefined;
  /** Capabilities beside none at all; undefined when not all were dropped. */
  readonly capabilities: readonly string[] | undefined;
  readonly noNewPrivileges: boolean;
  readonly privileged: boolean;
  readonly address: string | undefined;
  /** Host ports bound for it. */
  readonly publishedPorts: readonly number[];
  /** Of the Compose project it belongs to; undefined for one that Compose did not make. */
  readonly directory: string | undefined;
  /** Compose's hash of the service it made this container from; undefined for one that Compose did not make. */
  readonly configHash: string | undefined;
  /** Id of the image it was made from. */
  readonly image: string | undefined;
  /** Names of the volumes it mounts. */
  readonly volumes: readonly string[];
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
