import { createWriteStream } from 'node:fs';
import { access, mkdir, readdir, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstLineOf, StackError } from '../../../../errors.ts';
import { places } from '../../../config.ts';
import type { AofSaved } from '../../../manifest.ts';
import { secondOf } from '../../../reach.ts';
import { explained } from '../../../worker/files.ts';
import type { RedisCli } from '../cli.ts';
import { cutAof } from './cut.ts';
import { holdAof, letGo, type AofFile, type HeldFile } from './files.ts';

/** A rewrite that is under way is waited for this long, ms: it writes a gigabyte in some ten seconds. */
const patience = 20_000;
const pauseMs = 250;

/** A node's append-only files, and since when what they hold is known to be all of it. */
interface Found {
  readonly held: readonly HeldFile[];
  readonly from: number;
  readonly to: number;
  readonly info: ReadonlyMap<string, string>;
}

/**
 * Copies the append-only files of the node that was read, cut behind the last second that they hold whole, and checked to
 * there. They are an addition: where they cannot be had, or there is no room for them, the backup is as good as ever and
 * says why it reaches no other time than its own.
 */
export async function saveAof(
  node: string,
  cli: RedisCli,
  directory: string,
  say: (text: string) => void,
): Promise<AofSaved | undefined> {
  try {
    const source = join(places.stores, node, 'appendonlydir');
    const found = await foundIn(source, cli);
    try {
      await assertRoom(found.held, dirname(directory));
      say(`redis: copying the AOF of ${node}`);
      return await copied(found, directory);
    } finally {
      await letGo(found.held);
    }
  } catch (error) {
    const told = explained(error);
    if (!(told instanceof StackError)) throw error;
    say(`redis: no AOF in this backup, so it reaches no other time: ${firstLineOf(told)}`);
    await rm(directory, { recursive: true, force: true });
    return undefined;
  }
}

/** Twice, because the repository takes them as well: a disk that is nearly full must not cost the backup itself. */
async function assertRoom(held: readonly HeldFile[], directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (2 * held.reduce((sum, { size }) => sum + size, 0) <= bavail * bsize) return;
  throw new StackError('no', 'the disk that backups go to has too little room for it');
}

/** Asked again while a rewrite runs, and until a fresh one is a second old. */
async function foundIn(source: string, cli: RedisCli): Promise<Found> {
  if (!(await isThere(source)))
    throw new StackError('no', 'the volume of the node is not mounted in the backup service', {
      hint: 'holdfast up brings it up to date',
    });
  const end = Date.now() + patience;
  for (;;) {
    const asked = Date.now();
    const info = await cli.info();
    const found = isSettled(info) ? await held(source, asked, info) : undefined;
    if (found !== undefined) return found;
    if (Date.now() > end) throw new StackError('no', 'the AOF was being rewritten all the while');
    await sleep(pauseMs);
  }
}

/**
 * All that the node had when it was asked is in its files: nothing waits in a buffer, and no rewrite, nor the one that
 * follows a full copy from the primary, is under way. Pure.
 */
export function isSettled(info: ReadonlyMap<string, string>): boolean {
  return (
    info.get('aof_enabled') === '1' &&
    info.get('aof_rewrite_in_progress') === '0' &&
    info.get('aof_rewrite_scheduled') === '0' &&
    info.get('aof_buffer_length') === '0' &&
    info.get('aof_last_write_status') === 'ok' &&
    info.get('loading') === '0'
  );
}

/**
 * From when on they are exact: when the base was complete on the disk, what came later is behind it. Not the time that the
 * base itself names: after a restore that is the backup's. Up to when: the second before the node was asked.
 */
async function held(
  source: string,
  asked: number,
  info: ReadonlyMap<string, string>,
): Promise<Found | undefined> {
  const files = await holdAof(source);
  if (files === undefined) return undefined;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const from = Math.floor((files[0]?.changed ?? Infinity) / 1000);
  const to = Math.floor(asked / 1000) - 1;
  if (from <= to && size >= Number(info.get('aof_current_size'))) return { held: files, from, to, info };
  await letGo(files);
  return undefined;
}

async function copied({ held: files, from, to, info }: Found, directory: string): Promise<AofSaved> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const names = new Set(files.map(({ name }) => name));
  for (const name of await readdir(directory)) if (!names.has(name)) await rm(join(directory, name));
  for (const file of files) await copy(file, join(directory, file.name));
  const plain = files.map(({ name, sequence, type }): AofFile => ({ name, sequence, type }));
  const cut = await cutAof(directory, plain, to);
  const sizes = await Promise.all(
    cut.files.map(async ({ name }) => (await stat(join(directory, name))).size),
  );
  const [base = 0, ...appended] = sizes;
  const appendedBytes = appended.reduce((sum, size) => sum + size, 0);
  return {
    reach: { from: secondOf(from * 1000), to: secondOf(to * 1000) },
    bytes: base + appendedBytes,
    needsBytes: needsOf(info, cut.usedBytes, appendedBytes),
  };
}

/** What a server may need that loads them up to any of the seconds: more than the node itself never was. */
function needsOf(info: ReadonlyMap<string, string>, baseUsed: number, appended: number): number {
  const limit = Number(info.get('maxmemory') ?? 0);
  // A small key takes some 90 bytes of memory and 35 of the file.
  const grown = Math.max(Number(info.get('used_memory') ?? 0), baseUsed + 3 * appended);
  return limit > 0 ? Math.min(limit, grown) : grown;
}

/** A file that is here already as it is there is not written again; restic then does not read it again either. */
async function copy({ handle, size, changed }: HeldFile, target: string): Promise<void> {
  const there = await stat(target).catch(() => undefined);
  const time = new Date(changed);
  if (there?.size === size && there.mtime.getTime() === time.getTime()) return;
  await writeFile(target, '', { mode: 0o600 });
  if (size > 0) {
    const held = handle.createReadStream({ start: 0, end: size - 1, autoClose: false });
    await pipeline(held, createWriteStream(target));
  }
  await utimes(target, time, time);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
