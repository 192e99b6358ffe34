import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { StackError } from '../../errors.ts';
import { makeParents, readIfPresent, symlinkGuard, syncDirectory, writeNew } from './disk.ts';
import { digestOf } from './digests.ts';
import { assertInside, isStagingName, journalPath, localDirectory, parentsOf } from './paths.ts';

/**
 * The list of moves that turn the old bundle into the new one. It is written when every new file is safely on the
 * disk, by one rename: before it the old bundle stands, after it the new one is certain, whoever carries it out.
 */
export interface Journal {
  readonly staging: string;
  readonly moves: readonly Move[];
  readonly removals: readonly Removal[];
}

/** `was`: digest of what stood there when it was decided, null for nothing. Anything else later is a user's edit. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly was: string | null;
}

export interface Removal {
  readonly path: string;
  readonly was: string;
}

/** The commit point. */
export function writeJournal(root: string, journal: Journal): void {
  const staged = join(root, journal.staging, 'commit.json');
  writeNew(staged, `${JSON.stringify({ version: 1, ...journal }, undefined, 2)}\n`, 0o600);
  fs.renameSync(staged, join(root, journalPath));
  syncDirectory(join(root, localDirectory));
}

/** @throws StackError `usage` when the journal is damaged or names a path outside the directory */
export function readJournal(root: string): Journal | undefined {
  const text = readIfPresent(join(root, journalPath))?.toString();
  if (text === undefined) return undefined;
  const journal = parse(text);
  if (journal === undefined) {
    throw new StackError('usage', `${journalPath}, the note of an interrupted run, cannot be read.`, {
      hint: 'Remove it and run generate again. Files below stack/ may be of two versions until then.',
    });
  }
  for (const { from, to } of journal.moves) [from, to].forEach(assertInside);
  for (const { path } of journal.removals) assertInside(path);
  return journal;
}

/** Carries out what is still to be done; may be interrupted and repeated at any point. */
export function carryOut(root: string, journal: Journal): void {
  const guard = symlinkGuard(root);
  for (const { from, to } of journal.moves) [from, to].forEach(guard);
  for (const { path } of journal.removals) guard(path);
  for (const move of journal.moves) carryOutMove(root, move);
  for (const removal of journal.removals) carryOutRemoval(root, removal);
  syncDirectories(root, journal);
  fs.rmSync(join(root, journalPath), { force: true });
  fs.rmSync(join(root, journal.staging), { recursive: true, force: true });
}

function carryOutMove(root: string, { from, to, was }: Move): void {
  const source = join(root, from);
  if (!fs.existsSync(source)) return;
  makeParents(root, to);
  const target = join(root, to);
  const there = readIfPresent(target);
  const untouched = (there === undefined ? null : digestOf(there)) === was;
  // Edited between the crash and now: the same rule as in a calm run.
  fs.renameSync(source, untouched ? target : `${target}.new`);
}

function carryOutRemoval(root: string, { path, was }: Removal): void {
  const target = join(root, path);
  const there = readIfPresent(target);
  if (there !== undefined && digestOf(there) === was) fs.unlinkSync(target);
  pruneEmpty(root, parentsOf(path));
}

/** Removes directories that a removal has emptied, innermost first; never `stack` itself. */
function pruneEmpty(root: string, parents: readonly string[]): void {
  for (const parent of parents.slice(1).reverse()) {
    const path = join(root, parent);
    if (!fs.existsSync(path)) continue;
    if (fs.readdirSync(path).length > 0) return;
    fs.rmdirSync(path);
  }
}

function syncDirectories(root: string, journal: Journal): void {
  const touched = [...journal.moves.map(({ to }) => to), ...journal.removals.map(({ path }) => path)];
  for (const directory of new Set(touched.map((path) => dirname(join(root, path))))) {
    if (fs.existsSync(directory)) syncDirectory(directory);
  }
}

function parse(text: string): Journal | undefined {
  try {
    const value = JSON.parse(text) as Journal;
    const sound =
      isStagingName(value.staging.replace('stack/', '')) &&
      value.moves.every(({ from, to, was }) => isText(from) && isText(to) && (was === null || isText(was))) &&
      value.removals.every(({ path, was }) => isText(path) && isText(was));
    return sound ? value : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
