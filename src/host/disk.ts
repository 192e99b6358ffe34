import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Disk } from './inside.ts';

/** What lies under a directory of this machine: the block device's flag, and where it does not settle it, a timed write. */
export async function diskUnder(dataRoot: string): Promise<Disk> {
  const { dev } = await stat(dataRoot);
  const rotational = await rotationalFlag(dev);
  // A flag that says no is believed; one that says yes is often that of a virtual disk, on whatever it lies.
  return { rotational, fsyncMs: rotational === false ? undefined : await fsyncTime(dataRoot, dev) };
}

async function rotationalFlag(dev: number): Promise<boolean | undefined> {
  const block = `/sys/dev/block/${deviceNumbers(dev)}`;
  // A partition's queue is its disk's; the link is resolved before the two dots are.
  for (const queue of [`${block}/queue`, `${block}/../queue`]) {
    const flag = await readFile(`${queue}/rotational`, 'utf8').catch(() => undefined);
    if (flag !== undefined) return flag.trim() === '1';
  }
  return undefined;
}

/** `major:minor` of a device number as stat gives it (glibc, sys/sysmacros.h). */
export function deviceNumbers(dev: number): string {
  const wide = BigInt(dev);
  const major = ((wide >> 8n) & 0xfffn) | ((wide >> 32n) & ~0xfffn);
  const minor = (wide & 0xffn) | ((wide >> 12n) & 0xffffff00n);
  return `${String(major)}:${String(minor)}`;
}

/** How many writes are timed at most, and for how long, ms: one more is not begun after that. */
const most = { writes: 12, milliseconds: 400 };

/**
 * The median time of a 4 KiB write until it is on the disk, ms. Written to a temporary directory where that is on the
 * same file system, for the data root itself belongs to root. Undefined where neither can be written.
 */
async function fsyncTime(dataRoot: string, dev: number): Promise<number | undefined> {
  const temporary = await stat(tmpdir()).catch(() => undefined);
  const places = [...(temporary?.dev === dev ? [tmpdir()] : []), join(dataRoot, 'tmp'), dataRoot];
  for (const place of places) {
    const directory = await mkdtemp(join(place, 'holdfast-look-')).catch(() => undefined);
    if (directory === undefined) continue;
    try {
      // A full disk cannot be timed; that it is full is another check's to say.
      return await medianWrite(join(directory, 'block')).catch(() => undefined);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
  return undefined;
}

async function medianWrite(path: string): Promise<number> {
  const file = await open(path, 'w');
  const block = Buffer.alloc(4096);
  const times: number[] = [];
  const began = performance.now();
  try {
    while (times.length < most.writes && performance.now() - began < most.milliseconds) {
      const started = performance.now();
      await file.write(block);
      await file.sync();
      times.push(performance.now() - started);
    }
  } finally {
    await file.close();
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
