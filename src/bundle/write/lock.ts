import * as fs from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../../errors.ts';
import { makeParents, readIfPresent, symlinkGuard, writeNew } from './disk.ts';
import { lockPath } from './paths.ts';

/**
 * Runs work while no other generator can write to the directory. The lock file appears whole, by a hard link, so
 * that a killed process never leaves one that names nobody; a lock whose owner is gone is taken over.
 *
 * @throws StackError `no` when a living process holds it
 */
export function holdingLock<Result>(root: string, work: () => Result): Result {
  const lock = join(root, lockPath);
  symlinkGuard(root)(lockPath);
  makeParents(root, lockPath);
  acquire(lock);
  try {
    return work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

/** Takes away lock files that killed processes left half made. The lock is held. */
export function sweepLocks(root: string, paths: readonly string[]): void {
  for (const path of paths) {
    const pid = Number(/\d+$/.exec(path)?.[0]);
    if (path !== lockPath && !isRunning(pid)) fs.rmSync(join(root, path), { force: true });
  }
}

function acquire(lock: string): void {
  const own = `${lock}.${String(process.pid)}`;
  fs.rmSync(own, { force: true });
  try {
    writeNew(own, ownerOf(process.pid), 0o600);
    if (linked(own, lock)) return;
    breakStale(lock);
    if (!linked(own, lock)) throw heldBy('another process');
  } finally {
    fs.rmSync(own, { force: true });
  }
}

function linked(own: string, lock: string): boolean {
  try {
    fs.linkSync(own, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function breakStale(lock: string): void {
  const found = readIfPresent(lock)?.toString();
  if (found === undefined) return;
  const pid = Number(found.split(' ')[0]);
  // Our own pid means that our own release failed: the work is synchronous, so nothing of ours can be under way.
  if (pid !== process.pid && isRunning(pid) && ownerOf(pid) === found) throw heldBy(`process ${String(pid)}`);
  // Moved away before it is removed: of two that find the same stale lock, one moves it and the other may have moved
  // a fresh one, which it sees by the text and puts back.
  const aside = `${lock}.stale-${String(process.pid)}`;
  fs.renameSync(lock, aside);
  if (readIfPresent(aside)?.toString() !== found) {
    linked(aside, lock);
    fs.rmSync(aside, { force: true });
    throw heldBy('another process');
  }
  fs.rmSync(aside, { force: true });
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Pid and start time: after a reboot or a wrap-around the same pid is another process. */
function ownerOf(pid: number): string {
  const status = readIfPresent(`/proc/${String(pid)}/stat`)?.toString() ?? '';
  // proc(5): starttime is field 22; the fields after the command's closing bracket begin with field 3.
  const started = status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${String(pid)} ${started}\n`;
}

function heldBy(who: string): StackError {
  return new StackError('no', `Another generate is at work in this directory (${who}).`, {
    hint: 'Wait until it is done and run generate again.',
  });
}
