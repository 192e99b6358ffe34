import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { eventually } from '../stack.ts';
import { Cgroup, versionHere, type Size } from './cgroup.ts';
import { Network } from './network.ts';

/** Stopping an engine with all its containers, ms: a broker may take 30 s to stop, and is killed after that. */
const stopPatience = 45_000;

/**
 * A machine in the machine: a second engine with a data root, a socket and a network of its own, inside a cgroup that
 * holds it and everything it starts. The first engine and its rules are not touched.
 */
export class SmallHost {
  readonly #directory: string;
  readonly #cgroup: Cgroup;
  readonly #network: Network;
  readonly #began = Date.now();
  #engine: ChildProcess | undefined;

  private constructor(directory: string, cgroup: Cgroup, network: Network) {
    this.#directory = directory;
    this.#cgroup = cgroup;
    this.#network = network;
  }

  /** Undefined where such a host can be had; else why not. */
  static async whyNot(): Promise<string | undefined> {
    if (process.platform !== 'linux') return 'needs Linux';
    if (process.getuid?.() !== 0) return 'needs root';
    if (versionHere() === undefined) return 'needs a cgroup that limits memory';
    const missing = await whatIsMissing([
      'ip',
      'iptables',
      'nsenter',
      'unshare',
      'mount',
      'dockerd',
      'dmesg',
    ]);
    if (missing !== undefined) return `needs the command ${missing}`;
    const probe = `holdfast-probe-${String(process.pid)}`;
    try {
      await execa('ip', ['netns', 'add', probe]);
      await execa('ip', ['netns', 'delete', probe]);
      Cgroup.make(probe, { bytes: 2 ** 30, cpus: 1 }).remove();
      return undefined;
    } catch (error) {
      return `cannot be made here: ${(error as Error).message.split('\n').at(-1) ?? ''}`;
    }
  }

  /** Starts the engine. What was made when something fails on the way is removed again. */
  static async start(size: Size): Promise<SmallHost> {
    const name = `hfs${String(process.pid)}`;
    const directory = mkdtempSync(join(tmpdir(), 'hfs-'));
    const host = new SmallHost(directory, Cgroup.make(name, size), new Network(name));
    try {
      await host.#network.make();
      await host.#startEngine();
      return host;
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw error;
    }
  }

  get #socket(): string {
    return `unix://${join(this.#directory, 'docker.sock')}`;
  }

  /** Runs a command on the small host: in its network, with its engine. Its own memory is not counted. */
  run(command: string, words: readonly string[], cwd?: string) {
    return execa('nsenter', [`--net=/run/netns/${this.#network.name}`, '--', command, ...words], {
      ...(cwd === undefined ? {} : { cwd }),
      env: { DOCKER_HOST: this.#socket },
      reject: false,
      all: true,
    });
  }

  /** Takes an image over from the first engine: there may be no registry. */
  async takeOver(image: string): Promise<void> {
    const file = join(this.#directory, 'image.tar');
    await execa('docker', ['save', '--output', file, image]);
    await execa('docker', ['load', '--input', file], { env: { DOCKER_HOST: this.#socket } });
    rmSync(file);
  }

  /** What the kernel says it killed for memory in here since the start, and what the cgroups have counted. */
  async oomKills(): Promise<{ counted: number; logged: readonly string[] }> {
    const { stdout } = await execa('dmesg', ['--time-format', 'iso']);
    const logged = stdout.split('\n').filter((line) => {
      const [time = ''] = line.split(' ');
      return (
        line.includes(`task_memcg=/${this.#network.name}`) &&
        Date.parse(time.replace(',', '.')) >= this.#began
      );
    });
    return { counted: this.#cgroup.oomKills(), logged };
  }

  peakMiB(): number | undefined {
    const peak = this.#cgroup.peak();
    return peak === undefined ? undefined : Math.round(peak / 2 ** 20);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stopEngine();
    await this.#network.remove();
    this.#cgroup.remove();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /**
   * In a mount namespace of its own with a new sysfs, which shows the new network's devices, and the same cgroups as
   * before on it: the engine reads both there. Its mounts go with it.
   */
  async #startEngine(): Promise<void> {
    const at = (name: string): string => join(this.#directory, name);
    writeFileSync(at('daemon.json'), '{}');
    const script = [
      'set -eu',
      ...this.#cgroup.entrances.map((file) => `echo $$ > ${file}`),
      `mkdir ${at('cgroups')} && mount --rbind /sys/fs/cgroup ${at('cgroups')}`,
      'mount -t sysfs sysfs /sys',
      `mount --move ${at('cgroups')} /sys/fs/cgroup`,
      `exec dockerd --config-file ${at('daemon.json')} --data-root ${at('data')} --exec-root ${at('exec')} ` +
        `--pidfile ${at('pid')} --host ${this.#socket} --cgroup-parent ${this.#cgroup.parentOfContainers} ` +
        '--exec-opt native.cgroupdriver=cgroupfs',
    ];
    const log = openSync(at('log'), 'a', 0o600);
    this.#engine = spawn(
      'nsenter',
      [
        `--net=/run/netns/${this.#network.name}`,
        '--',
        'unshare',
        '--mount',
        '--',
        'sh',
        '-c',
        script.join('\n'),
      ],
      { stdio: ['ignore', log, log] },
    );
    closeSync(log);
    await eventually(`the second engine answers: ${at('log')}`, 30_000, async () => {
      if (this.#engine?.exitCode !== null) throw new Error(readFileSync(at('log'), 'utf8').slice(-2000));
      const { exitCode } = await this.run('docker', ['info']);
      return exitCode === 0 ? true : undefined;
    });
  }

  /** With its containers; what is still in the cgroup after that was started by it, and is killed. */
  async #stopEngine(): Promise<void> {
    const engine = this.#engine;
    if (engine?.exitCode === null) {
      const ended = new Promise((resolve) => engine.once('exit', resolve));
      engine.kill('SIGTERM');
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, stopPatience))]);
    }
    await eventually('nothing runs in the cgroup', 10_000, () => {
      const left = this.#cgroup.processes();
      for (const pid of left) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Ended by itself in the meantime.
        }
      }
      return Promise.resolve(left.length === 0 ? true : undefined);
    });
  }
}

async function whatIsMissing(commands: readonly string[]): Promise<string | undefined> {
  for (const command of commands) {
    const { exitCode } = await execa('sh', ['-c', `command -v ${command}`], { reject: false });
    if (exitCode !== 0) return command;
  }
  return existsSync('/etc') ? undefined : 'sh';
}
