import { open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * An RDB file begins with when and by whom it was written, and ends with a checksum of all of it: two files of the same data
 * differ in a few bytes at both ends. restic keeps pieces of a megabyte or so, and would store the two at the ends anew
 * with each backup: some megabytes each time. So a snapshot holds those bytes by themselves, and all the rest as one file
 * that is the same as long as the data is, and the order in which the server has its keys.
 */
const body = 'dump.body';
const edges = 'dump.edges';

/** All that is said before the keys is a few hundred bytes; bytes. */
const headBytes = 4096;
const checksumBytes = 8;

/** Divides an RDB file, which becomes the larger part: nothing is copied, so it takes no more room. */
export async function divideRdb(file: string, directory: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    const end = Math.max(0, size - checksumBytes);
    const head = await bytesAt(handle, 0, Math.min(headBytes, end));
    const tail = await bytesAt(handle, end, size - end);
    await writeFile(join(directory, edges), Buffer.concat([head, tail]), { mode: 0o600 });
    await handle.write(Buffer.alloc(head.length), 0, head.length, 0);
    await handle.truncate(end);
  } finally {
    await handle.close();
  }
  await rename(file, join(directory, body));
}

/** Makes the file whole again, under `name` beside its parts, which are no longer there then. Nothing where there are none. */
export async function joinRdb(directory: string, name: string): Promise<void> {
  const edge = await readFile(join(directory, edges)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (edge === undefined) return;
  const handle = await open(join(directory, body), 'r+');
  try {
    const { size } = await handle.stat();
    const head = edge.length - checksumBytes;
    await handle.write(edge, 0, head, 0);
    await handle.write(edge, head, checksumBytes, size);
  } finally {
    await handle.close();
  }
  await rename(join(directory, body), join(directory, name));
  await rm(join(directory, edges));
}

async function bytesAt(handle: FileHandle, from: number, count: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, from);
  return buffer.subarray(0, bytesRead);
}
