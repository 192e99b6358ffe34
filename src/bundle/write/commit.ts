import * as fs from 'node:fs';
import { join } from 'node:path';
import type { BundleDiff, FileChange } from './diff.ts';
import { digestOf, printDigests } from './digests.ts';
import { makeDirectory, removeTree, symlinkGuard, syncDirectory, writeNew } from './disk.ts';
import { carryOut, writeJournal } from './journal.ts';
import type { Journal, Move } from './journal.ts';
import { digestsPath, localDirectory, stagingDirectory } from './paths.ts';
import type { Survey } from './survey.ts';

/** Makes the changes, all or nothing: stage, journal, move. The lock is held. */
export function commit(root: string, diff: BundleDiff, survey: Survey): void {
  const journal = stage(root, diff, survey);
  writeJournal(root, journal);
  carryOut(root, journal);
}

/** Writes every new file beside the bundle. When that fails (a full disk), what was written is taken away again. */
function stage(root: string, diff: BundleDiff, survey: Survey): Journal {
  const staging = stagingDirectory(process.pid);
  removeTree(join(root, staging));
  fs.mkdirSync(join(root, staging), { mode: 0o700 });
  fs.chmodSync(join(root, localDirectory), 0o700);
  try {
    const moves = diff.changes.flatMap((change) => stageChange(root, staging, change, survey));
    moves.push(stageDigests(root, staging, diff, survey));
    syncDirectory(join(root, staging));
    return { staging, moves, removals: removalsOf(diff) };
  } catch (error) {
    removeTree(join(root, staging));
    throw error;
  }
}

function stageChange(root: string, staging: string, change: FileChange, survey: Survey): Move[] {
  const { after, kind } = change;
  if (after === undefined || kind === 'edited') return [];
  const to = kind === 'beside' ? `${change.path}.new` : change.path;
  const present = kind === 'beside' ? survey.files.get(to)?.content : change.before;
  const from = `${staging}/${to.replaceAll('/', '+')}`;
  symlinkGuard(root)(to);
  writeNew(join(root, from), after.content, after.mode);
  return [{ from, to, was: present === undefined ? null : digestOf(present) }];
}

/** Last among the moves: until the files are in place, the old digests still tell theirs from the user's. */
function stageDigests(root: string, staging: string, diff: BundleDiff, survey: Survey): Move {
  const from = `${staging}/digests.json`;
  makeDirectory(root, localDirectory);
  writeNew(join(root, from), printDigests(diff.digests), 0o600);
  return {
    from,
    to: digestsPath,
    was: survey.digestsText === undefined ? null : digestOf(survey.digestsText),
  };
}

function removalsOf(diff: BundleDiff): Journal['removals'] {
  return diff.changes.flatMap(({ kind, path, before }) =>
    kind === 'remove' && before !== undefined ? [{ path, was: digestOf(before) }] : [],
  );
}
