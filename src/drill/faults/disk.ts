import { StackError } from '../../errors.ts';
import type { DrillContext } from '../drill.ts';

/** Where a service keeps its data. */
export interface DataPlace {
  /** Absolute, in its container. */
  readonly path: string;
  /** The key of the volume in the Compose file. */
  readonly volume: string;
}

/** What lies under a path in a container. */
export interface Disk {
  readonly totalKiB: number;
  /** For who runs there, who may have less than root. */
  readonly freeKiB: number;
  /** Why it is not the service's alone; undefined when it is. */
  readonly shared: string | undefined;
}

/** One line of /proc/self/mountinfo (proc(5)): the device, what of its filesystem is mounted, and where. */
interface Mount {
  readonly device: string;
  readonly root: string;
  readonly at: string;
}

/**
 * Asked beside the service, so that one that is down is no obstacle.
 *
 * @throws StackError('engine') when nobody can tell
 */
export async function diskOf(
  service: string,
  path: string,
  { engine, plan }: Pick<DrillContext, 'engine' | 'plan'>,
): Promise<Disk> {
  const script = `df -Pk '${path}' && cat /proc/self/mountinfo`;
  const { exitCode, stdout, stderr } = await engine.hurt.inVolumesOf(plan.name, service, script);
  const disk = exitCode === 0 ? readDisk(path, stdout) : undefined;
  if (disk !== undefined) return disk;
  throw new StackError('engine', `the disk of ${service} could not be looked at: ${stderr.trim()}`);
}

/** From what `df -Pk PATH` and mountinfo print, one after the other; undefined for anything else. */
export function readDisk(path: string, printed: string): Disk | undefined {
  const [, sizes = '', ...lines] = printed.split('\n');
  const [, total, free] = /^\S+ +(\d+) +\d+ +(\d+) +\d+% /.exec(sizes) ?? [];
  if (total === undefined || free === undefined) return undefined;
  const shared = whoElse(path, lines.flatMap(parseMount));
  return { totalKiB: Number(total), freeKiB: Number(free), shared };
}

function parseMount(line: string): readonly Mount[] {
  const [, , device, root, at] = line.split(' ');
  return device === undefined || root === undefined || at === undefined ? [] : [{ device, root, at }];
}

/**
 * A volume that is a directory on the engine's disk shows as that directory of it, and the engine's own files (/etc/hosts)
 * lie on the same device. One that is a filesystem of its own is mounted from its root, and nothing else of it is.
 */
function whoElse(path: string, mounts: readonly Mount[]): string | undefined {
  const own = mounts.findLast(({ at }) => at === path);
  if (own === undefined) return `${path} is no volume`;
  if (own.root !== '/') return `${path} is a directory (${own.root}) on a disk that others use`;
  const other = mounts.find(({ at, device }) => at !== path && device === own.device);
  return other === undefined ? undefined : `${path} lies on the same disk as ${other.at}`;
}
