import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StackError } from '../../../../errors.ts';
import { checkRdb, type RdbFacts } from '../check.ts';
import { onTrial } from '../trial.ts';
import { cutAof } from './cut.ts';
import { filesIn, manifestName } from './files.ts';

/**
 * Loads unpacked append-only files as they were at the end of a second into a server on trial, and writes what it holds then
 * as an RDB file: from there on it is a backup like any other.
 *
 * @param seconds since the epoch
 * @param target the RDB file, beside the directory
 * @throws StackError `no` when they are damaged, or the server does not take them
 */
export async function rewindAof(directory: string, seconds: number, target: string): Promise<RdbFacts> {
  const files = filesIn(await readFile(join(directory, manifestName), 'utf8').catch(() => ''));
  if (files === undefined)
    throw new StackError('no', 'the backup holds no AOF, so it cannot be brought to another time', {
      hint: 'holdfast backups shows what each reaches',
    });
  await cutAof(directory, files, seconds);
  const words = [
    '--dir', dirname(directory), '--dbfilename', basename(target), '--appendonly', 'yes',
    '--appenddirname', basename(directory), '--appendfilename', 'appendonly.aof', '--appendfsync', 'no',
    // What cannot be read to the end is not what was asked for.
    '--aof-load-truncated', 'no', '--auto-aof-rewrite-percentage', '0',
  ]; // prettier-ignore
  await onTrial(words, async (cli) => {
    const { stdout, stderr } = await cli.wait('SAVE');
    if (stdout.trim() === 'OK') return;
    throw new StackError('no', 'what the AOF holds could not be written', {
      diagnostics: [{ message: `${stdout}\n${stderr}`.trim() }],
      hint: 'is there room on the disk of the backup volume?',
    });
  });
  return checkRdb(target);
}
