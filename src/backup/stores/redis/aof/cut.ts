import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../../../../errors.ts';
import { runChild } from '../../../worker/child.ts';
import { manifestName, manifestOf, type AofFile } from './files.ts';

/** What redis-check-aof says when a file begins after the time, or holds it and has another one behind it. */
const tooLate = /has nothing before timestamp|because it is not the last file/;

/**
 * Cuts an append-only directory behind a second: what was written in it stays, what was written in a later one goes. The
 * tool reads every byte before that point and checks it, and it cuts the last file only; so files that begin later are
 * taken away first, one by one, as it asks for.
 *
 * @param seconds since the epoch
 * @returns the files that are left, and the memory that the base's server used for it, bytes
 * @throws StackError `no` when the files are damaged before that point
 */
export async function cutAof(
  directory: string,
  files: readonly AofFile[],
  seconds: number,
): Promise<{ readonly files: readonly AofFile[]; readonly usedBytes: number }> {
  const path = join(directory, manifestName);
  for (let left = files; left.length > 0; left = left.slice(0, -1)) {
    await writeFile(path, manifestOf(left), { mode: 0o600 });
    const words = ['--truncate-to-timestamp', String(seconds), path];
    const { exitCode, stdout, stderr } = await runChild('redis-check-aof', words);
    if (exitCode === 0) {
      for (const { name } of files.slice(left.length)) await rm(join(directory, name));
      return { files: left, usedBytes: Number(/AUX FIELD used-mem = '(\d+)'/.exec(stdout)?.[1] ?? 0) };
    }
    if (!tooLate.test(stdout)) throw damaged(`${stdout}\n${stderr}`);
  }
  throw damaged('nothing of it is as old as that');
}

function damaged(words: string): StackError {
  return new StackError('no', 'the AOF is damaged: redis-check-aof refuses it', {
    diagnostics: words
      .trim()
      .split('\n')
      .slice(-3)
      .map((message) => ({ message: message.trim() })),
    hint: 'the RDB file of the same backup does not depend on it: holdfast restore without --at',
  });
}
