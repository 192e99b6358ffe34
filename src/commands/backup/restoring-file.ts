import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeParents, readIfPresent, replaceWhole, symlinkGuard } from '../../bundle/write/disk.ts';
import { localDirectory } from '../../bundle/write/paths.ts';
import { StackError } from '../../errors.ts';

const path = `${localDirectory}/restoring.json`;

/** A restore that has begun to remove data and has not ended. */
export interface Restoring {
  /** What it is of: a backup, or a file. */
  readonly origin: string;
  /** The command that begins it anew. */
  readonly wayBack: string;
}

/**
 * Kept on this side too: the backup service has a note of its own, but between the removal of the data and the start of the
 * stack there is no container that could be asked for it.
 */
export function noteRestoring(directory: string, restoring: Restoring): void {
  symlinkGuard(directory)(path);
  makeParents(directory, path);
  replaceWhole(join(directory, path), `${JSON.stringify(restoring, undefined, 2)}\n`, 0o600);
}

/** It has ended, or the data was given up. */
export function forgetRestoring(directory: string): void {
  rmSync(join(directory, path), { force: true });
}

/** The restore that is going on here, or was broken off; undefined when there is none. */
export function restoringLeft(directory: string): Restoring | undefined {
  const bytes = readIfPresent(join(directory, path));
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString()) as Restoring;
  } catch {
    return undefined;
  }
}

/** Whether a restore of a part leaves nothing undone: where one of all, or of another part, was broken off, that one's note stays. */
export function mends({ wayBack }: Restoring, left: Restoring | undefined): boolean {
  return left === undefined || left.wayBack === wayBack;
}

export function toldOfRestoring({ origin }: Restoring): string {
  return `the restore of ${origin} has not ended; where nothing restores any more, it was broken off`;
}

/** @throws StackError `no` with the way back: started as it is, the stack would be empty */
export function assertNoneRestoring(directory: string): void {
  const left = restoringLeft(directory);
  if (left === undefined) return;
  throw new StackError('no', toldOfRestoring(left), { hint: left.wayBack });
}
