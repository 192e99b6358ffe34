import type { Engine, EngineContainer } from './engine.ts';

/** What the kernel has noted of a container since it started. Undefined where it does not say. */
export interface CgroupNotes {
  /** The most memory it ever held, MiB, page cache included: a broker reaches its limit by reading files. */
  readonly peakMiB: number | undefined;
  /** How often the kernel killed one of its processes for memory. */
  readonly oomKills: number | undefined;
}

/** Both versions of the cgroup at once: the files that are not there are a complaint on stderr and no more. */
const command = [
  'cat',
  '/sys/fs/cgroup/memory.events',
  '/sys/fs/cgroup/memory.peak',
  '/sys/fs/cgroup/memory/memory.oom_control',
  '/sys/fs/cgroup/memory/memory.max_usage_in_bytes',
];

/**
 * Reads the notes of every running container, from inside: what the engine's API tells has no kills, and no peak with
 * cgroup 2. An image without `cat`, or a container that has just gone, has no notes, which is not the same as none.
 */
export async function readCgroups(
  engine: Pick<Engine, 'exec'>,
  stack: string,
  containers: ReadonlyMap<string, EngineContainer>,
): Promise<ReadonlyMap<string, CgroupNotes>> {
  const running = [...containers.values()].filter(({ state }) => state === 'running');
  const notes = await Promise.all(
    running.map(async ({ service }) => {
      const read = await engine.exec(stack, service, command).catch(() => undefined);
      return [service, cgroupNotes(read?.stdout ?? '')] as const;
    }),
  );
  return new Map(notes);
}

/**
 * `oom_kill N` is a line of memory.events (cgroup 2) and of memory.oom_control (cgroup 1, since Linux 4.13); the peak is
 * the one line that is a number alone, of memory.peak (cgroup 2, since Linux 5.19) or memory.max_usage_in_bytes.
 */
export function cgroupNotes(text: string): CgroupNotes {
  const kills = /^oom_kill (\d+)$/m.exec(text)?.[1];
  const peak = /^(\d+)$/m.exec(text)?.[1];
  return {
    oomKills: kills === undefined ? undefined : Number(kills),
    peakMiB: peak === undefined ? undefined : Number(peak) / 1024 / 1024,
  };
}
