import type Docker from 'dockerode';
import type { EngineClock, EngineInfo, EngineLimits } from './engine.ts';

/** The answer of `GET /info`, as far as it is read here; dockerode types it as `any`. */
type Info = Readonly<Record<string, unknown>>;

/** What the engine says of itself and of the machine under it, and which plugins the docker command has. */
export async function describeEngine(docker: Docker): Promise<EngineInfo> {
  const [{ info, clock }, composeVersion, buildxVersion] = await Promise.all([
    askWithClock(docker),
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
    // Podman's answer to the same question names the Buildah in it (podman, handlers/compat/info.go).
    product: 'BuildahVersion' in info ? 'podman' : 'docker',
    containers: text(info['OSType']) || 'linux',
    architecture: text(info['Architecture']),
    kernel: text(info['KernelVersion']),
    hostName: text(info['Name']),
    dataRoot: text(info['DockerRootDir']),
    limits: limitsOf(info),
    security: securityOf(info['SecurityOptions']),
    clock,
  };
}

async function askWithClock(docker: Docker): Promise<{ info: Info; clock: EngineClock }> {
  const asked = Date.now();
  const info = (await docker.info()) as Info;
  const answered = Date.now();
  const ours = (asked + answered) / 2;
  const engine = Date.parse(text(info['SystemTime']));
  // An engine that does not tell its time is taken to have ours.
  return { info, clock: { engine: Number.isNaN(engine) ? ours : engine, ours, took: answered - asked } };
}

function limitsOf(info: Info): EngineLimits {
  return {
    memory: info['MemoryLimit'] === true,
    swap: info['SwapLimit'] === true,
    pids: info['PidsLimit'] === true,
    cpuWeight: info['CPUShares'] === true,
  };
}

/** `name=seccomp,profile=builtin` is `seccomp`. */
function securityOf(options: unknown): readonly string[] {
  const list = Array.isArray(options) ? options.map(String) : [];
  return list.map((option) => /name=([^,]+)/.exec(option)?.[1] ?? option);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Undefined when the plugin does not answer with a version. */
async function pluginVersion(command: readonly string[]): Promise<string | undefined> {
  const { execa } = await import('execa');
  const { stdout, exitCode } = await execa('docker', command, { reject: false, timeout: 5_000 });
  return exitCode === 0 ? /\d+\.\d+(?:\.\d+)?/.exec(stdout)?.[0] : undefined;
}
