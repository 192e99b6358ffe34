import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { StackError } from '../../errors.ts';
import { localDirectory, parentsOf } from './paths.ts';

/**
 * The few file operations the writer is made of. Synchronous on purpose: a generator does nothing else meanwhile,
 * and a signal then strikes between two system calls, which the journal is made for.
 */

/** Writes a file that must not exist yet and forces it to the disk. The mode holds whatever the umask says. */
export function writeNew(path: string, content: string | Uint8Array, mode: number): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const file = fs.openSync(path, 'wx', 0o600);
  try {
    for (let written = 0; written < bytes.length;) written += fs.writeSync(file, bytes, written);
    fs.fchmodSync(file, mode);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/** Makes renames and removals in a directory durable; a rename alone is atomic, not durable. */
export function syncDirectory(path: string): void {
  const handle = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** One file replaced as a whole: a reader, or the next run after a crash, sees the old text or the new one. */
export function replaceWhole(path: string, content: string | Uint8Array, mode: number): void {
  const temporary = `${path}.${String(process.pid)}.tmp`;
  fs.rmSync(temporary, { force: true });
  try {
    writeNew(temporary, content, mode);
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  syncDirectory(dirname(path));
}

/** Creates what is missing above a path; what is this machine's own is closed to others. */
export function makeParents(root: string, path: string): void {
  for (const parent of parentsOf(path)) makeDirectory(root, parent);
}

export function makeDirectory(root: string, path: string): void {
  const full = join(root, path);
  if (statusOf(full) !== undefined) return;
  const mode = path === localDirectory || path.startsWith(`${localDirectory}/`) ? 0o700 : 0o755;
  fs.mkdirSync(full, { mode: 0o700 });
  if (mode !== 0o700) fs.chmodSync(full, mode);
  syncDirectory(dirname(full));
}

/** What stands at a path, symlinks not followed; undefined when nothing does. */
export function statusOf(path: string): fs.Stats | undefined {
  return fs.lstatSync(path, { throwIfNoEntry: false });
}

/** The file's bytes, or undefined when there is none. */
export function readIfPresent(path: string): Buffer | undefined {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export function removeTree(path: string): void {
  fs.rmSync(path, { recursive: true, force: true });
}

/**
 * Looks at every component of a path below the root and remembers what it has seen.
 *
 * @throws StackError `usage` from the returned function when one is a symlink: writing through it would change
 * files outside the directory (CWE-61), as generators of this kind have been made to do.
 */
export function symlinkGuard(root: string): (path: string) => fs.Stats | undefined {
  const seen = new Map<string, fs.Stats | undefined>();
  const look = (path: string): fs.Stats | undefined => {
    if (!seen.has(path)) seen.set(path, statusOf(join(root, path)));
    const status = seen.get(path);
    if (status?.isSymbolicLink() === true) throw symlinkInTheWay(path);
    return status;
  };
  return (path) => {
    for (const parent of parentsOf(path)) {
      const status = look(parent);
      if (status === undefined) return undefined;
      if (!status.isDirectory()) throw inTheWay(parent, 'a file where a directory belongs');
    }
    return look(path);
  };
}

function symlinkInTheWay(path: string): StackError {
  return new StackError('usage', `${path} is a symbolic link; generate does not write through links.`, {
    hint: 'Replace the link by what it points to, or generate in that directory.',
  });
}

export function inTheWay(path: string, what: string): StackError {
  return new StackError('usage', `${path} is in the way: ${what}.`, {
    hint: 'Move it away and run generate again.',
  });
}
