import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StackError } from '../../errors.ts';
import { places } from '../config.ts';
import { emptied } from './files.ts';

/** The key itself is not kept behind the lock that it opens. */
const keyName = basename(places.key);

/**
 * The spec, the identity, the secrets and what was generated, as they are mounted: with the key, all that another machine
 * needs. Resolves with their paths below `directory`.
 */
export async function saveStackFiles(directory: string): Promise<readonly string[]> {
  await emptied(directory);
  const files = await copyBelow(places.stack, '', directory);
  const names = (await readdir(places.secrets)).filter((name) => name !== keyName).sort();
  const secrets = names.map((name) => `stack/.local/secrets/${name}`);
  await Promise.all(
    secrets.map((path, index) => copy(join(places.secrets, names[index] ?? ''), join(directory, path))),
  );
  return [...files, ...secrets].sort();
}

async function copyBelow(root: string, below: string, target: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const copied = await Promise.all(
    entries.map(async (entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return copyBelow(root, path, target);
      await copy(join(root, path), join(target, path));
      return [path];
    }),
  );
  return copied.flat();
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await copyFile(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new StackError('no', `${from} cannot be read by the backup service`, {
      hint: `on the host: chmod a+r ${basename(from)}`,
      cause: error,
    });
  }
}
