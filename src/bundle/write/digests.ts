import { createHash } from 'node:crypto';
import { StackError } from '../../errors.ts';
import type { BundleFile } from '../bundle.ts';
import { digestsPath, isLocal, sharedDigestsPath, stackDirectory } from './paths.ts';

/** Path -> SHA-256 of the content that was generated there: what tells a user's edit from our own older text. */
export type Digests = ReadonlyMap<string, string>;

export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Sorted, so that the same bundle gives the same bytes. */
export function printDigests(digests: Digests): string {
  const sorted = [...digests].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ version: 1, files: Object.fromEntries(sorted) }, undefined, 2)}\n`;
}

/**
 * @throws StackError `usage` when the text is not what printDigests wrote. Guessing would either overwrite edits
 * or call everything edited, so a person decides.
 */
export function parseDigests(text: string): Digests {
  const files = filesOf(text);
  if (files === undefined) {
    throw new StackError('usage', `${digestsPath} cannot be read.`, {
      hint: 'Remove it and run generate again: files that differ are then kept, the new ones land beside as .new.',
    });
  }
  return new Map(files);
}

/** The digests of what a team commits, as one more file of the bundle. Pure. */
export function sharedDigestsFile(files: readonly BundleFile[]): BundleFile {
  const shared = files.filter(({ owner, path }) => owner === 'generated' && !isLocal(path));
  const digests = new Map(shared.map(({ path, content }): [string, string] => [path, digestOf(content)]));
  return { path: sharedDigestsPath, content: printDigests(digests), mode: 0o644, owner: 'generated' };
}

/**
 * What sharedDigestsFile wrote. It comes from a repository, so it has no say outside `stack/` nor in what is this
 * machine's own; after a bad merge it says nothing, and files that differ then count as edited. Pure.
 */
export function parseSharedDigests(text: string): Digests {
  const files = filesOf(text) ?? [];
  return new Map(files.filter(([path]) => path.startsWith(`${stackDirectory}/`) && !isLocal(path)));
}

function filesOf(text: string): [string, string][] | undefined {
  try {
    const { files } = JSON.parse(text) as { files?: unknown };
    if (typeof files !== 'object' || files === null) return undefined;
    const entries = Object.entries(files as Record<string, unknown>);
    return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
      ? entries
      : undefined;
  } catch {
    return undefined;
  }
}
