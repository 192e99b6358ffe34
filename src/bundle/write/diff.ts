import type { Bundle, BundleFile } from '../bundle.ts';
import { mayReplaceIdentity } from '../identity-files.ts';
import { digestOf } from './digests.ts';
import type { Digests } from './digests.ts';
import type { FoundFile, Survey } from './survey.ts';
import { StackError } from '../../errors.ts';

/**
 * One difference between the bundle and the directory:
 * - `create`, `replace`, `remove`: ours to do;
 * - `beside`: the user edited this file, so the new one goes to `<path>.new`;
 * - `edited`: the user edited it and there is nothing newer to offer, or it is offered already;
 * - `left`: no longer part of the bundle, but edited, so it stays.
 */
export interface FileChange {
  readonly path: string;
  readonly kind: 'create' | 'replace' | 'remove' | 'beside' | 'edited' | 'left';
  /** What is there now. */
  readonly before: Uint8Array | undefined;
  /** What the bundle has for it. */
  readonly after: BundleFile | undefined;
}

export interface BundleDiff {
  readonly changes: readonly FileChange[];
  /** What is to be recorded once the changes are made. */
  readonly digests: Digests;
}

/**
 * Compares a bundle with what is on the disk. The rule for generated files is that of Debian's conffiles: as
 * recorded means ours to replace, anything else is the user's. Pure.
 *
 * @throws StackError `no` when a secret of the bundle differs from the one kept: secrets are never rewritten
 */
export function diffBundle(bundle: Bundle, survey: Survey): BundleDiff {
  const digests = new Map<string, string>();
  const changes = bundle.files.flatMap((file) => changesOf(file, survey, digests));
  changes.push(...stale(bundle, survey, digests));
  return { changes, digests };
}

/** True when the directory is not what the spec says. A file left behind is no part of the stack any more. */
export function isDrift(changes: readonly FileChange[]): boolean {
  return changes.some(({ kind }) => kind !== 'left');
}

function changesOf(file: BundleFile, survey: Survey, digests: Map<string, string>): FileChange[] {
  const found = survey.files.get(file.path);
  if (file.owner === 'once') return found === undefined ? [change('create', file, undefined)] : [];
  if (file.owner === 'private') return privateChange(file, found);
  return generatedChange(file, found, survey, digests);
}

function privateChange(file: BundleFile, found: FoundFile | undefined): FileChange[] {
  if (found === undefined) return [change('create', file, undefined)];
  if (sameContent(file, found)) return [];
  if (mayReplaceIdentity(file, found.content)) return [change('replace', file, found)];
  throw new StackError('no', `${file.path} is not what this run read: it changed meanwhile.`, {
    hint: 'Run generate again; what is kept in stack/.local is never rewritten.',
  });
}

function generatedChange(
  file: BundleFile,
  found: FoundFile | undefined,
  survey: Survey,
  digests: Map<string, string>,
): FileChange[] {
  const fresh = digestOf(file.content);
  const recorded = survey.digests.get(file.path);
  digests.set(file.path, fresh);
  if (found === undefined) return [change('create', file, undefined)];
  if (sameContent(file, found)) return hasMode(file, found) ? [] : [change('replace', file, found)];
  if (digestOf(found.content) === recorded) return [change('replace', file, found)];
  // What was recorded stays recorded, so that undoing the edit makes the file ours again.
  if (recorded === undefined) digests.delete(file.path);
  else digests.set(file.path, recorded);
  return fresh === recorded ? [change('edited', file, found)] : [offered(file, found, survey, digests)];
}

/** The new version of an edited file, at `<path>.new`: itself replaced only while nobody has edited it. */
function offered(
  file: BundleFile,
  found: FoundFile,
  survey: Survey,
  digests: Map<string, string>,
): FileChange {
  const path = `${file.path}.new`;
  const there = survey.files.get(path);
  const fresh = digestOf(file.content);
  const recorded = survey.digests.get(path);
  const present = there === undefined ? undefined : digestOf(there.content);
  const ours = present === undefined || present === recorded || present === fresh;
  if (ours) digests.set(path, fresh);
  else if (recorded !== undefined) digests.set(path, recorded);
  return change(ours && present !== fresh ? 'beside' : 'edited', file, found);
}

/** Files generated earlier that the bundle no longer has. Recorded until they are gone, so that each run names them. */
function stale(bundle: Bundle, survey: Survey, digests: Map<string, string>): FileChange[] {
  const current = new Set(bundle.files.map(({ path }) => path));
  const changes: FileChange[] = [];
  for (const [path, recorded] of survey.digests) {
    const found = survey.files.get(path);
    if (current.has(path) || digests.has(path) || found === undefined) continue;
    const untouched = digestOf(found.content) === recorded;
    if (!untouched) digests.set(path, recorded);
    changes.push({ path, kind: untouched ? 'remove' : 'left', before: found.content, after: undefined });
  }
  return changes;
}

function change(kind: FileChange['kind'], file: BundleFile, found: FoundFile | undefined): FileChange {
  return { path: file.path, kind, before: found?.content, after: file };
}

function sameContent(file: BundleFile, found: FoundFile): boolean {
  const { content } = file;
  return (
    typeof content === 'string'
      ? Buffer.from(content)
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  ).equals(found.content);
}

/** Bits beyond the wanted ones do no harm; a missing one (a clone under umask 077) stops a container from reading. */
function hasMode(file: BundleFile, found: FoundFile): boolean {
  return (found.mode & file.mode) === file.mode;
}
