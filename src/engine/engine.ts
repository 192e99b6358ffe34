/**
 * Something that can run a bundle. The real one is docker.ts; tests have a fake. Every method throws
 * StackError('engine') with the engine's own words when it fails.
 */
export interface Engine {
  info(): Promise<EngineInfo>;
  /** Networks' IPv4 subnets in CIDR form. */
  subnets(): Promise<readonly EngineSubnet[]>;
  /** Volumes that carry the stack's label, sorted. */
  volumes(stack: string): Promise<readonly string[]>;
  /** Removes volumes by name. Only `down --volumes` calls it, after the stack's name was typed. */
  removeVolumes(names: readonly string[]): Promise<void>;
  /** Those of the references that are in the engine's image store. */
  images(references: readonly string[]): Promise<ReadonlySet<string>>;
  /** The stack's containers, stopped ones too, by Compose service name. */
  containers(stack: string): Promise<ReadonlyMap<string, EngineContainer>>;
  /** Runs a command in a service's container. Input goes to its stdin, so that no secret is an argument. */
  exec(stack: string, service: string, command: readonly string[], input?: string): Promise<ExecResult>;
  /** Memory in use by service, MiB, without the page cache that the kernel would give back. */
  memory(stack: string): Promise<ReadonlyMap<string, number>>;
  /** Runs `docker compose` and resolves with what it printed on stdout; `onLine` sees its stderr too, as it comes. */
  compose(command: readonly string[], options: ComposeOptions): Promise<string>;
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
}

export interface EngineSubnet {
  readonly network: string;
  readonly subnet: string;
  /** The stack that owns it, if it is one of ours. */
  readonly stack: string | undefined;
}

export interface EngineContainer {
  readonly id: string;
  readonly service: string;
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy';
  readonly exitCode: number;
  readonly memoryLimitMiB: number;
  readonly memorySwapLimitMiB: number;
  readonly readOnlyRoot: boolean;
  readonly pidsLimit: number;
  readonly address: string | undefined;
  /** Host ports bound for it. */
  readonly publishedPorts: readonly number[];
  /** Of the Compose project it belongs to; undefined for one that Compose did not make. */
  readonly directory: string | undefined;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
