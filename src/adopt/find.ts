import { lstatSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { composeNames } from './compose-names.ts';
import { includedPaths, ourInclude } from './includes.ts';

/** A Compose file of the user's, with the path to name in messages. */
export interface ComposeText {
  readonly path: string;
  readonly text: string;
}

/**
 * The Compose file that a plain `docker compose` in this directory uses, or undefined. While there is one of any
 * name, ours must not be written: Compose would prefer compose.yaml and the user's services would vanish.
 */
export function findComposeFile(directory: string): string | undefined {
  return composeNames.find(
    (name) => lstatSync(join(directory, name), { throwIfNoEntry: false }) !== undefined,
  );
}

/** The file and all that it includes, ours left out. A file that cannot be read is Compose's to complain about. */
export function readProject(directory: string, file: string): ComposeText[] {
  const texts = new Map<string, ComposeText>();
  const visit = (path: string): void => {
    if (path === ourInclude || texts.has(path)) return;
    const text = readText(resolve(directory, path));
    if (text === undefined) return;
    texts.set(path, { path, text });
    // Compose resolves the paths of an include against the including file's directory.
    const base = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    for (const included of includedPaths(text)) visit(join(base, included));
  };
  visit(file);
  return [...texts.values()];
}

/**
 * The project name Compose derives from a directory when none is given. An adopted file gets this one, not the
 * stack's: with another name Compose would make the user's own volumes anew, empty.
 */
export function projectNameOf(directory: string): string {
  const name = basename(resolve(directory))
    .toLowerCase()
    .replace(/[^-_a-z0-9]/g, '')
    .replace(/^[-_]+/, '');
  return name === '' ? 'project' : name;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
