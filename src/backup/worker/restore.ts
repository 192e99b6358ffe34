import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../../errors.ts';
import { places } from '../config.ts';
import type { Listed, Manifest } from '../manifest.ts';
import { readable } from '../readable.ts';
import { checkRdb } from '../stores/redis/check.ts';
import { assertSame, digestsOf } from '../stores/redis/compare.ts';
import { joinRdb } from '../stores/redis/parts.ts';
import { loadOnTrial } from '../stores/redis/trial.ts';
import { emptied, readJson } from './files.ts';
import type { Repository } from './repository.ts';

/** The backup by its id, or the newest; a cold one has to be named. */
export function chosen(backups: readonly Listed[], id: string | undefined): Listed {
  const found =
    id === undefined ? backups.findLast(({ cold }) => !cold) : backups.find((one) => one.id === id);
  if (found !== undefined) return found;
  const known = backups.map((one) => one.id).join(', ');
  throw new StackError('no', id === undefined ? 'there is no backup' : `there is no backup ${id}`, {
    hint: known === '' ? 'holdfast backup takes one' : `there are: ${known}`,
  });
}

/** Unpacks a backup beside the live data; resolves with its manifest. */
export async function unpack(
  repository: Repository,
  backup: Listed,
  folders: readonly string[],
): Promise<Manifest> {
  await emptied(places.unpacked);
  const wanted = folders.length === 0 ? [] : ['manifest.json', ...folders];
  await repository.unpack(backup, places.unpacked, wanted);
  await joinRdb(join(places.unpackedContent, 'redis'), 'dump.rdb');
  return readable(await readJson(join(places.unpackedContent, 'manifest.json')), backup.id);
}

/** Loads the unpacked Redis data into a server on trial and compares. */
export async function proveRedis(manifest: Manifest): Promise<{ readonly keys: number }> {
  const { redis } = manifest;
  if (redis === undefined) throw new StackError('no', `the backup ${manifest.id} holds no Redis data`);
  const loaded = await loadOnTrial(join(places.unpackedContent, 'redis/dump.rdb'));
  assertSame(redis, loaded, digestsOf(redis.loaded, loaded));
  return { keys: loaded.keys };
}

/**
 * Makes an RDB file the data of a node that will start as primary: as the base of an AOF, because a server with an AOF
 * reads nothing else, and with the mark without which it would not lead. The volume must be empty.
 */
export async function placeRedis(
  file: string,
  data: string,
): Promise<{ readonly keys: number; readonly expires: number }> {
  const there = (await readdir(data)).filter((name) => name !== 'lost+found');
  if (there.length > 0)
    throw new StackError('no', 'the data volume is not empty, so nothing was put into it', {
      hint: 'run the restore again: it empties the volumes first',
    });
  const facts = await checkRdb(file);
  const directory = join(data, 'appendonlydir');
  await mkdir(directory, { mode: 0o700 });
  await cp(file, join(directory, 'appendonly.aof.1.base.rdb'));
  await writeFile(
    join(directory, 'appendonly.aof.manifest'),
    'file appendonly.aof.1.base.rdb seq 1 type b\n',
  );
  await writeFile(join(data, 'holdfast.role'), 'primary 1\n');
  return { keys: facts.keys, expires: facts.expires };
}

/** What was unpacked is no longer needed. */
export async function removeUnpacked(): Promise<void> {
  await rm(places.unpacked, { recursive: true, force: true });
}

/** Contents of the stack's files, as unpacked, in base64: they are few and small. */
export async function stackFiles(paths: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const contents = await Promise.all(
    paths.map(async (path) =>
      (await readFile(join(places.unpackedContent, 'stack', path))).toString('base64'),
    ),
  );
  return Object.fromEntries(paths.map((path, index) => [path, contents[index] ?? '']));
}

/** Copies a repository to where it will be used; it is taken for one by what restic puts into each. */
export async function adoptRepository(from: string, to: string): Promise<void> {
  if (from === to) return;
  await mkdir(to, { recursive: true, mode: 0o700 });
  if ((await readdir(to)).length > 0)
    throw new StackError('no', 'this stack has a repository already, which is not overwritten', {
      hint: 'holdfast restore uses it',
    });
  await cp(from, to, { recursive: true });
}
