import { join } from 'node:path';
import type { Bundle } from './bundle.ts';
import { commit } from './write/commit.ts';
import { diffBundle } from './write/diff.ts';
import type { BundleDiff, FileChange } from './write/diff.ts';
import { printDigests, sharedDigestsFile } from './write/digests.ts';
import { removeTree } from './write/disk.ts';
import { explaining } from './write/failure.ts';
import { carryOut, readJournal } from './write/journal.ts';
import { holdingLock, sweepLocks } from './write/lock.ts';
import { isLocal } from './write/paths.ts';
import { leftoversIn, survey } from './write/survey.ts';
import type { Leftovers, Survey } from './write/survey.ts';

/** What an earlier, interrupted run had left: nothing, a finished bundle (now in place), or a half one (now gone). */
export type Recovery = 'nothing' | 'completed' | 'cleaned';

export interface WriteResult {
  readonly changes: readonly FileChange[];
  readonly recovered: Recovery;
}

/**
 * Brings the directory to the bundle, all or nothing. A process killed at any point leaves the old bundle or the
 * new one: the next call finishes or forgets what it finds. Nothing is written when nothing differs.
 *
 * @throws StackError `usage` for symlinks and files in the way, `no` when the directory cannot be written or
 * another generate is at work
 */
export function writeBundle(directory: string, given: Bundle): WriteResult {
  return explaining(() => {
    const bundle = withDigests(given);
    const before = survey(directory, bundle.files);
    if (!isLeftOver(before.leftovers)) {
      const diff = diffBundle(bundle, before);
      if (!needsWriting(diff, before)) return { changes: diff.changes, recovered: 'nothing' };
    }
    return holdingLock(directory, () => writeLocked(directory, bundle));
  });
}

/**
 * What writeBundle would do, without doing it: for `--check` and `--dry-run`. Where stack/.local never was, as in a
 * clone on a CI machine, what belongs into it is no difference: only what a team commits is compared.
 */
export function compareBundle(directory: string, given: Bundle): readonly FileChange[] {
  return explaining(() => {
    const bundle = withDigests(given);
    const found = survey(directory, bundle.files);
    const { changes } = diffBundle(bundle, found);
    return found.isFresh ? changes.filter(({ path }) => !isLocal(path)) : changes;
  });
}

/** True when an interrupted run left a whole new bundle that still has to be moved into place. */
export function isInterrupted(directory: string): boolean {
  return explaining(() => leftoversIn(directory).journal);
}

/**
 * Finishes or forgets what an interrupted run left. To be called before anything is read from the directory: the
 * identity may be among what is still to be moved, and a second one must never be made.
 */
export function recoverBundle(directory: string): Recovery {
  return explaining(() => {
    if (!isLeftOver(leftoversIn(directory))) return 'nothing';
    return holdingLock(directory, () => recoverLocked(directory));
  });
}

/** Just before the last file, which stays the last: its presence means a whole bundle. */
function withDigests({ files }: Bundle): Bundle {
  return { files: [...files.slice(0, -1), sharedDigestsFile(files), ...files.slice(-1)] };
}

function writeLocked(directory: string, bundle: Bundle): WriteResult {
  const recovered = recoverLocked(directory);
  const now = survey(directory, bundle.files);
  const diff = diffBundle(bundle, now);
  if (needsWriting(diff, now)) commit(directory, diff, now);
  return { changes: diff.changes, recovered };
}

function recoverLocked(directory: string): Recovery {
  const journal = readJournal(directory);
  if (journal !== undefined) carryOut(directory, journal);
  const { staging, locks } = leftoversIn(directory);
  sweepLocks(directory, locks);
  for (const path of staging) removeTree(join(directory, path));
  if (journal !== undefined) return 'completed';
  return staging.length > 0 ? 'cleaned' : 'nothing';
}

function needsWriting(diff: BundleDiff, found: Survey): boolean {
  const work = diff.changes.some(({ kind }) => kind !== 'edited' && kind !== 'left');
  return work || printDigests(diff.digests) !== found.digestsText;
}

function isLeftOver({ journal, staging, locks }: Leftovers): boolean {
  return journal || staging.length > 0 || locks.length > 0;
}
