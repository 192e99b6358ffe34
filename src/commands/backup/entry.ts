import { isColdId } from '../../backup/cold/cold.ts';
import type { Engine } from '../../engine/engine.ts';
import { StackError } from '../../errors.ts';
import type { BoxContext } from '../../restore/box.ts';
import type { Invocation } from '../invocation.ts';
import type { Outcome } from '../outcome.ts';
import { loadStack } from '../stack.ts';
import { runColdBackup, runColdRestore } from './cold/entry.ts';
import { verifyCold } from './cold/verify.ts';
import { backupContext } from './context.ts';
import { backups } from './list.ts';
import { momentOf } from './moment.ts';
import { restoreBeside } from './restore-beside.ts';
import { restoreFrom } from './restore-from.ts';
import { restoreHere } from './restore-here.ts';
import { backup } from './take.ts';
import { verify } from './verify.ts';

/** The options of `backup`, as they come from the command line. */
export interface BackupFlags {
  readonly verify?: string | true;
  readonly cold?: boolean;
  readonly yes?: string;
}

/** Those of `restore`. */
export interface RestoreFlags {
  readonly only?: string;
  readonly at?: string;
  readonly fromRdb?: string;
  readonly yes?: string;
  readonly as?: string;
  readonly from?: string;
  readonly key?: string;
}

export async function runBackup(
  invocation: Invocation,
  flags: BackupFlags,
  engine: Engine,
): Promise<Outcome> {
  const { directory, terminal, signal } = invocation;
  const { progress } = terminal;
  if (flags.cold === true) {
    assertColdAlone(flags);
    return runColdBackup({ directory, terminal, signal, engine }, flags.yes);
  }
  const box = await boxHere(invocation, engine);
  if (flags.verify === undefined) return backup(box, progress);
  if (flags.verify !== true && isColdId(flags.verify)) return verifyCold(flags.verify, box, progress);
  return verify(flags.verify === true ? undefined : flags.verify, box, progress);
}

function assertColdAlone({ verify: proving }: BackupFlags): void {
  if (proving === undefined) return;
  throw new StackError('usage', '--cold takes a backup and --verify proves one: not both at once', {
    hint: 'first holdfast backup --cold, then holdfast backup --verify ID',
  });
}

export async function runBackups(invocation: Invocation, engine: Engine): Promise<Outcome> {
  return backups(await boxHere(invocation, engine));
}

/** @throws StackError `usage` for a time that is none or for what has none, and as each kind of restore does */
export async function runRestore(
  { directory, terminal, signal, words }: Invocation,
  flags: RestoreFlags,
  engine: Engine,
): Promise<Outcome> {
  const here = { directory, terminal, signal, engine };
  const { at, ...rest } = flags;
  const given = { ...rest, ...(at === undefined ? {} : { at: momentFor(at, flags) }), id: words[0] };
  if (given.id !== undefined && isColdId(given.id)) return runColdRestore(here, given.id, given);
  if (flags.from !== undefined || flags.key !== undefined) return restoreFrom(here, given);
  return flags.as === undefined ? restoreHere(here, given) : restoreBeside(here, given, flags.as);
}

function momentFor(at: string, { only, fromRdb, from }: RestoreFlags): string {
  if (from !== undefined)
    throw new StackError('usage', '--at and --from do not go together: Kafka would start empty', {
      hint: 'holdfast restore --from first, then holdfast restore --at in the same directory',
    });
  if (fromRdb !== undefined)
    throw new StackError('usage', '--at and --from-rdb do not go together: an RDB file is of one moment', {
      hint: 'leave one of them out',
    });
  if (only !== undefined && only !== 'redis')
    throw new StackError('usage', `--at brings back Redis only, not ${only}`, {
      hint: `holdfast backups lists the backups; holdfast restore ID --only ${only} brings one back`,
    });
  return momentOf(at, new Date());
}

async function boxHere({ directory, signal }: Invocation, engine: Engine): Promise<BoxContext> {
  return backupContext(await loadStack(directory), engine, signal);
}
