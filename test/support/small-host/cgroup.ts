import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';

/** What a small host may have. */
export interface Size {
  readonly bytes: number;
  readonly cpus: number;
}

/**
 * A cgroup that holds a whole engine with all it starts, on either version. With version 1 every controller is a tree of
 * its own; with version 2 processes live in leaves only, so the engine and its containers get one each.
 */
export class Cgroup {
  readonly #name: string;
  readonly #version: 1 | 2;

  private constructor(name: string, version: 1 | 2) {
    this.#name = name;
    this.#version = version;
  }

  static make(name: string, size: Size): Cgroup {
    const cgroup = new Cgroup(name, versionHere() ?? 2);
    if (cgroup.#version === 1) cgroup.#makeOne(size);
    else cgroup.#makeTwo(size);
    return cgroup;
  }

  /** For `dockerd --cgroup-parent`. */
  get parentOfContainers(): string {
    return this.#version === 1 ? `/${this.#name}` : `/${this.#name}/containers`;
  }

  /** Files into which a process writes its id to be inside. */
  get entrances(): readonly string[] {
    return this.#version === 1
      ? controllers.filter(isThere).map((controller) => join(root, controller, this.#name, 'cgroup.procs'))
      : [join(root, this.#name, 'engine', 'cgroup.procs')];
  }

  /** Processes killed for memory in it and below. A container that is gone has taken its count along (version 1). */
  oomKills(): number {
    const file = this.#version === 1 ? 'memory.oom_control' : 'memory.events';
    const count = (directory: string): number =>
      Number(/^oom_kill (\d+)$/m.exec(readFileSync(join(directory, file), 'utf8'))?.[1] ?? 0);
    if (this.#version === 2) return count(this.#memory);
    return tree(this.#memory).reduce((sum, directory) => sum + count(directory), 0);
  }

  /** The most it ever held, bytes, page cache included; undefined on a kernel that does not say. */
  peak(): number | undefined {
    const file = join(this.#memory, this.#version === 1 ? 'memory.max_usage_in_bytes' : 'memory.peak');
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  }

  /** Ids of the processes inside: all were started by the engine, or are the engine. */
  processes(): readonly number[] {
    return tree(this.#memory).flatMap((directory) =>
      readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number),
    );
  }

  /** Only once no process is inside. With version 1 runc makes it in every tree that is mounted. */
  remove(): void {
    const trees = this.#version === 1 ? readdirSync(root).map((one) => join(root, one)) : [root];
    for (const top of trees.map((one) => join(one, this.#name)).filter((one) => existsSync(one)))
      for (const directory of tree(top).reverse()) rmdirSync(directory);
  }

  get #memory(): string {
    return this.#version === 1 ? join(root, 'memory', this.#name) : join(root, this.#name);
  }

  #makeOne({ bytes, cpus }: Size): void {
    for (const controller of controllers.filter(isThere)) mkdirSync(join(root, controller, this.#name));
    set(join(this.#memory, 'memory.limit_in_bytes'), bytes);
    const swap = join(this.#memory, 'memory.memsw.limit_in_bytes');
    if (existsSync(swap)) set(swap, bytes);
    set(join(root, 'cpu', this.#name, 'cpu.cfs_quota_us'), cpus * 100_000);
    // Without its own list a cpuset takes no process in.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      if (isThere('cpuset')) set(join(root, 'cpuset', this.#name, file), readFileSync(join(root, 'cpuset', file), 'utf8').trim()); // prettier-ignore
    }
  }

  #makeTwo({ bytes, cpus }: Size): void {
    const top = this.#memory;
    set(join(root, 'cgroup.subtree_control'), '+memory +cpu +pids');
    mkdirSync(top);
    set(join(top, 'memory.max'), bytes);
    if (existsSync(join(top, 'memory.swap.max'))) set(join(top, 'memory.swap.max'), 0);
    set(join(top, 'cpu.max'), `${String(cpus * 100_000)} 100000`);
    set(join(top, 'cgroup.subtree_control'), '+memory +cpu +pids');
    for (const leaf of ['engine', 'containers']) mkdirSync(join(top, leaf));
  }
}

/** Of version 1, those that a container engine uses. */
const controllers = ['memory', 'cpu', 'cpuacct', 'cpuset', 'pids', 'devices', 'freezer', 'blkio'];

function isThere(controller: string): boolean {
  return existsSync(join(root, controller, 'cgroup.procs'));
}

/** Undefined where neither can limit memory. */
export function versionHere(): 1 | 2 | undefined {
  if (existsSync(join(root, 'memory', 'memory.limit_in_bytes'))) return 1;
  const file = join(root, 'cgroup.controllers');
  return existsSync(file) && /\bmemory\b/.test(readFileSync(file, 'utf8')) ? 2 : undefined;
}

function set(file: string, value: string | number): void {
  writeFileSync(file, String(value));
}

/** A cgroup and all below it, parents first. */
function tree(directory: string): string[] {
  const children = readdirSync(directory, { withFileTypes: true }).filter((one) => one.isDirectory());
  return [directory, ...children.flatMap(({ name }) => tree(join(directory, name)))];
}
