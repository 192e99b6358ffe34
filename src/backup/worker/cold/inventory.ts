import { createHash } from 'node:crypto';
import { createReadStream, type BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../../../errors.ts';
import { restoringMark } from '../../cold/cold.ts';

/** One file or directory of a volume. */
export interface Entry {
  /** Below the volume's root; empty for the root itself. */
  readonly path: string;
  readonly stats: BigIntStats;
}

/** What is no part of what Kafka has: a file system's own, and our mark. */
const notKafkas = new Set(['lost+found', restoringMark]);

/**
 * Everything in a volume, each directory before what is in it, by name. A file that goes while it is looked at is left out:
 * a broker may still be running.
 */
export async function inventoryOf(root: string, below = ''): Promise<readonly Entry[]> {
  const stats = await lstat(join(root, below), { bigint: true }).catch(unlessGone);
  if (stats === undefined) return [];
  const here = [{ path: below, stats }];
  if (!stats.isDirectory()) return here;
  const names = (await readdir(join(root, below)).catch(unlessGone)) ?? [];
  const inside: Entry[] = [];
  for (const name of names.filter((one) => below !== '' || !notKafkas.has(one)).sort())
    inside.push(...(await inventoryOf(root, below === '' ? name : `${below}/${name}`)));
  return [...here, ...inside];
}

function unlessGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}

/**
 * Only what our user owns can be given back as it was: the box has no right to change an owner.
 *
 * @throws StackError `no` for the first that is anybody else's, or is neither file nor directory
 */
export function assertOurs(service: string, entries: readonly Entry[], uid: number): void {
  const strange = entries.find(
    ({ stats }) => stats.uid !== BigInt(uid) || !(stats.isFile() || stats.isDirectory()),
  );
  if (strange === undefined) return;
  const { path, stats } = strange;
  throw new StackError('no', `the volume of ${service} holds what could not be given back as it is`, {
    diagnostics: [
      {
        place: `${service}: /${path}`,
        message:
          stats.uid === BigInt(uid)
            ? 'is neither a file nor a directory'
            : `belongs to uid ${String(stats.uid)}, not to ${String(uid)}`,
      },
    ],
    hint: 'a cold backup is for brokers of holdfast’s own image; holdfast backup saves the records of any',
  });
}

/** Length of all files, and what they take on the disk. */
export function sizeOf(entries: readonly Entry[]): {
  readonly bytes: number;
  readonly allocatedBytes: number;
} {
  const files = entries.filter(({ stats }) => stats.isFile());
  return {
    bytes: files.reduce((sum, { stats }) => sum + Number(stats.size), 0),
    // st_blocks counts 512 bytes each, whatever the file system's own blocks are.
    allocatedBytes: files.reduce((sum, { stats }) => sum + Number(stats.blocks) * 512, 0),
  };
}

/** Of what no reading changes, but every writing: two equal ones mean that nobody wrote in between. */
export function stampOf(entries: readonly Entry[]): string {
  const hash = createHash('sha256');
  for (const { path, stats } of entries)
    hash.update(`${path}\0${[stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ')}\n`);
  return hash.digest('hex');
}

/**
 * SHA-256 over path, kind, mode, owner, length, time and contents of everything in a volume. Of the root itself the time is
 * left out: putting our mark there and taking it away changes it.
 */
export async function digestOf(
  root: string,
  entries: readonly Entry[],
  onBytes: (count: number) => void = () => undefined,
): Promise<string> {
  const whole = createHash('sha256');
  for (const { path, stats } of entries) {
    const { mode, uid, gid, size, mtimeNs } = stats;
    const time = path === '' ? 'root' : String(mtimeNs);
    const content = stats.isFile() ? await contentOf(join(root, path)) : 'directory';
    whole.update(`${path}\0${[mode, uid, gid, stats.isFile() ? size : 0, time, content].join(' ')}\n`);
    onBytes(Number(stats.isFile() ? size : 0n));
  }
  return whole.digest('hex');
}

async function contentOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  const chunks = createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
