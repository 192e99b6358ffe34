import { readFile, statfs } from 'node:fs/promises';
import { denialsIn } from './denials.ts';
import { diskUnder } from './disk.ts';
import { numberIn, type Inside } from './inside.ts';
import { kernelLog } from './kernel-log.ts';

/**
 * This machine seen from itself, for an engine that runs on it. Undefined when the engine's data root is not to be
 * found after all: then we are in a container that borrows the machine's name.
 */
export async function lookHere(dataRoot: string): Promise<Inside | undefined> {
  const free = await freeMiB(dataRoot);
  if (free === undefined) return undefined;
  const [disk, overcommitMemory, maxMapCount] = await Promise.all([
    diskUnder(dataRoot),
    kernelNumber('overcommit_memory'),
    kernelNumber('max_map_count'),
  ]);
  return {
    seenFrom: 'here',
    freeDiskMiB: free,
    disk,
    overcommitMemory,
    maxMapCount,
    denials: denialsIn(kernelLog()),
  };
}

async function freeMiB(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    return (bavail * bsize) / 1024 / 1024;
  } catch {
    return undefined;
  }
}

async function kernelNumber(name: string): Promise<number | undefined> {
  return numberIn(await readFile(`/proc/sys/vm/${name}`, 'utf8').catch(() => undefined));
}
