import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleFile } from '../bundle.ts';
import { inTheWay, statusOf, symlinkGuard } from './disk.ts';
import { digestOf, parseDigests, parseSharedDigests } from './digests.ts';
import type { Digests } from './digests.ts';
import {
  assertInside,
  digestsPath,
  isLocal,
  isLockName,
  isStagingName,
  journalPath,
  localDirectory,
  sharedDigestsPath,
  stackDirectory,
} from './paths.ts';

/** What is on the disk now, read in one pass: all that diffBundle needs to know. */
export interface Survey {
  /** Path -> the file there, for every path asked about that exists. */
  readonly files: ReadonlyMap<string, FoundFile>;
  readonly digests: Digests;
  /** True where stack/.local holds nothing: a clone of what a team mate committed, or a first run. */
  readonly isFresh: boolean;
  /** The digests' own text, to see whether they have to be written again. */
  readonly digestsText: string | undefined;
  readonly leftovers: Leftovers;
}

export interface FoundFile {
  readonly content: Uint8Array;
  readonly mode: number;
}

/** What an interrupted run left: with a journal the new bundle is complete and only has to be moved into place. */
export interface Leftovers {
  readonly journal: boolean;
  readonly staging: readonly string[];
  /** Lock files, also one that a living generator holds. */
  readonly locks: readonly string[];
}

/**
 * Reads what stands where the bundle goes. Writes nothing.
 *
 * @throws StackError `usage` when a symlink, or a directory where a file belongs, is in the way
 */
export function survey(root: string, bundle: readonly BundleFile[]): Survey {
  const guard = symlinkGuard(root);
  const digestsText = read(root, digestsPath, guard)?.content;
  const text = digestsText === undefined ? undefined : Buffer.from(digestsText).toString();
  const own = text === undefined ? new Map<string, string>() : parseDigests(text);
  const sharedText = read(root, sharedDigestsPath, guard)?.content;
  const shared = parseSharedDigests(Buffer.from(sharedText ?? '').toString());
  const files = new Map<string, FoundFile>();
  for (const path of pathsToRead(bundle, [...own.keys(), ...shared.keys()])) {
    const found = read(root, path, guard);
    if (found !== undefined) files.set(path, found);
  }
  for (const { path } of bundle.filter(({ owner }) => owner === 'once')) {
    // The user's own file may well be a link: it only matters that it is there.
    if (statusOf(join(root, path)) !== undefined) files.set(path, { content: new Uint8Array(), mode: 0o777 });
  }
  const digests = withShared(own, shared, files);
  if (sharedText !== undefined) digests.set(sharedDigestsPath, digestOf(sharedText));
  const isFresh = ![...files.keys()].some(isLocal) && text === undefined;
  return { files, digests, isFresh, digestsText: text, leftovers: leftoversIn(root) };
}

/** A file as a team mate's run generated it is nobody's edit either: a pull brings files newer than our own digests. */
function withShared(
  own: Digests,
  shared: Digests,
  files: ReadonlyMap<string, FoundFile>,
): Map<string, string> {
  const digests = new Map(own);
  for (const [path, digest] of shared) {
    const found = files.get(path);
    if (!own.has(path) || (found !== undefined && digestOf(found.content) === digest))
      digests.set(path, digest);
  }
  return digests;
}

function pathsToRead(bundle: readonly BundleFile[], recorded: readonly string[]): ReadonlySet<string> {
  const ours = bundle.filter(({ owner }) => owner !== 'once').map(({ path }) => path);
  return new Set([...ours, ...ours.map((path) => `${path}.new`), ...recorded]);
}

function read(root: string, path: string, guard: ReturnType<typeof symlinkGuard>): FoundFile | undefined {
  assertInside(path);
  const status = guard(path);
  if (status === undefined) return undefined;
  if (!status.isFile()) throw inTheWay(path, 'a directory or device where a file belongs');
  return { content: readFileSync(join(root, path)), mode: status.mode };
}

/** Looks for what an interrupted run leaves; two directory listings, so that a calm run pays next to nothing. */
export function leftoversIn(root: string): Leftovers {
  const guard = symlinkGuard(root);
  const list = (directory: string, wanted: (name: string) => boolean): string[] => {
    if (guard(directory) === undefined) return [];
    const names = readdirSync(join(root, directory)).filter(wanted);
    return names.map((name) => `${directory}/${name}`);
  };
  const staging = list(stackDirectory, isStagingName);
  const locks = list(localDirectory, isLockName);
  return { journal: guard(journalPath) !== undefined, staging, locks };
}
