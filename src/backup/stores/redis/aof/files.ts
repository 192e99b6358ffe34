import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

export const manifestName = 'appendonly.aof.manifest';

/** A file that the manifest of an append-only directory names: the base, then what was appended, in order. */
export interface AofFile {
  readonly name: string;
  readonly sequence: number;
  readonly type: 'b' | 'i';
}

/**
 * Reads a manifest (`file NAME seq N type T`, and since Redis 8 offsets behind it). Files that only wait to be removed are
 * left out. Undefined when it is none.
 */
export function filesIn(manifest: string): readonly AofFile[] | undefined {
  const lines = manifest.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const read = lines.map((line) =>
    /^file (?<name>[^\s/"]+) seq (?<sequence>\d+) type (?<type>[bih])\b/.exec(line),
  );
  if (lines.length === 0 || read.includes(null)) return undefined;
  const files = read.flatMap((found) => {
    const { name = '', sequence, type } = found?.groups ?? {};
    return type === 'b' || type === 'i' ? [{ name, sequence: Number(sequence), type } as const] : [];
  });
  return files[0]?.type === 'b' ? files : undefined;
}

/** The manifest of these files, as every version since 7 reads it. */
export function manifestOf(files: readonly AofFile[]): string {
  return files
    .map(({ name, sequence, type }) => `file ${name} seq ${String(sequence)} type ${type}\n`)
    .join('');
}

export interface HeldFile extends AofFile {
  readonly handle: FileHandle;
  /** Of what is held: later appends are not part of it. Bytes and ms since the epoch. */
  readonly size: number;
  readonly changed: number;
}

/**
 * Opens the manifest's files while the server goes on. A rewrite replaces the manifest by a new one and then removes the
 * files it no longer names, and no name comes twice; so files that were all there, between two readings of the same
 * manifest, belong together, and stay readable through their handles whatever becomes of their names. Nothing has to be
 * switched off in the server for that, and so nothing on again.
 *
 * Undefined when a rewrite came between, or there is no such directory.
 */
export async function holdAof(directory: string): Promise<readonly HeldFile[] | undefined> {
  const manifest = await textOf(join(directory, manifestName));
  const files = filesIn(manifest ?? '');
  if (files === undefined) return undefined;
  const held: HeldFile[] = [];
  try {
    for (const file of files) {
      const handle = await open(join(directory, file.name));
      const { size, mtimeMs } = await handle.stat().catch(async (error: unknown) => {
        await handle.close();
        throw error;
      });
      held.push({ ...file, handle, size, changed: mtimeMs });
    }
    if ((await textOf(join(directory, manifestName))) === manifest) return held;
  } catch (error) {
    await letGo(held);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  await letGo(held);
  return undefined;
}

export async function letGo(held: readonly HeldFile[]): Promise<void> {
  await Promise.all(held.map(({ handle }) => handle.close()));
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
