import { StackError } from '../../errors.ts';

const facts: Readonly<Record<string, readonly [fact: string, hint: string]>> = {
  EACCES: ['may not be written', 'Check who owns the directory, or generate as that user.'],
  EPERM: ['may not be written', 'Check who owns the directory, or generate as that user.'],
  EROFS: ['is on a read-only file system', 'Generate in a directory that can be written.'],
  ENOSPC: ['could not be written: the disk is full', 'Free some space and run generate again.'],
  EDQUOT: ['could not be written: the quota is used up', 'Free some space and run generate again.'],
  EIO: [
    'could not be written: the disk reports an error',
    'Look at the kernel log, then run generate again.',
  ],
  EMFILE: [
    'could not be opened: too many open files',
    'Raise the limit on open files and run generate again.',
  ],
  ENOTDIR: ['is in the way: a file where a directory belongs', 'Move it away and run generate again.'],
  EISDIR: ['is in the way: a directory where a file belongs', 'Move it away and run generate again.'],
};

/**
 * Runs file system work and turns the failures a user can mend into a StackError (`no`). What was there stays:
 * everything up to the journal is written beside the bundle, everything after it is finished by the next run.
 */
export function explaining<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StackError || !('code' in error)) return error;
  const [fact, hint] = facts[String(error.code)] ?? [];
  if (fact === undefined || hint === undefined) return error;
  const place = 'path' in error && typeof error.path === 'string' ? error.path : 'A file of the bundle';
  return new StackError('no', `${place} ${fact}.`, {
    hint: `${hint} The bundle that was here is intact.`,
    cause: error,
  });
}
