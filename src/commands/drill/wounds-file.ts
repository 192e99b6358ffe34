import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeParents, readIfPresent, replaceWhole, symlinkGuard } from '../../bundle/write/disk.ts';
import { localDirectory } from '../../bundle/write/paths.ts';
import { disasterIn, wayBack, type Disaster } from '../../drill/disaster/wound.ts';
import { woundsFrom, type Wounds } from '../../drill/run/wounds.ts';
import type { Wound } from '../../drill/fault.ts';
import { StackError } from '../../errors.ts';

const path = `${localDirectory}/drill.json`;

interface Written {
  readonly pid: number;
  readonly wounds: readonly Wound[];
}

/**
 * What is hurt, kept in a file that the next drill or `drill heal` finds when this process is killed.
 *
 * @throws StackError `no` when another drill is at work on this stack
 */
export function woundsIn(directory: string): Wounds {
  const file = join(directory, path);
  symlinkGuard(directory)(path);
  makeParents(directory, path);
  const left = read(file);
  if (left !== undefined && left.pid !== process.pid && isRunning(left.pid))
    throw new StackError('no', `another drill is at work on this stack (process ${String(left.pid)})`, {
      hint: 'wait until it has ended: two at once would each take the harm of the other for its own',
    });
  const keep = (wounds: readonly Wound[]): void => {
    replaceWhole(file, `${JSON.stringify({ pid: process.pid, wounds }, undefined, 2)}\n`, 0o600);
  };
  keep(left?.wounds ?? []);
  return woundsFrom(left?.wounds ?? [], keep);
}

/** When all is healed there is nothing to remember. */
export function forget(directory: string, wounds: Wounds): void {
  if (wounds.open().length === 0) rmSync(join(directory, path), { force: true });
}

/** What a drill of a disaster destroyed and did not bring back before it was killed; undefined when there is none. */
export function disasterLeft(directory: string): Disaster | undefined {
  const left = read(join(directory, path));
  if (left === undefined || (left.pid !== process.pid && isRunning(left.pid))) return undefined;
  return left.wounds.map(disasterIn).find((disaster) => disaster !== undefined);
}

/** @throws StackError `no` with the way back, when a drill has left the stack destroyed */
export function assertRestored(directory: string): void {
  const disaster = disasterLeft(directory);
  if (disaster === undefined) return;
  throw new StackError('no', toldOf(disaster), { hint: wayBack(disaster) });
}

export function toldOf({ backup }: Disaster): string {
  return `a drill destroyed this stack and was broken off before all was back; backup ${backup} holds what was there`;
}

/** The stack is restored, or its data was given up. */
export function forgetDisaster(directory: string): void {
  if (disasterLeft(directory) === undefined) return;
  const file = join(directory, path);
  const wounds = (read(file)?.wounds ?? []).filter((wound) => disasterIn(wound) === undefined);
  if (wounds.length === 0) rmSync(file, { force: true });
  else replaceWhole(file, `${JSON.stringify({ pid: process.pid, wounds }, undefined, 2)}\n`, 0o600);
}

/** A file that cannot be read names nobody who could be healed; `up` mends what is down. */
function read(file: string): Written | undefined {
  const bytes = readIfPresent(file);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString()) as Written;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
