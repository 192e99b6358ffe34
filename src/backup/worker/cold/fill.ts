import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../../../errors.ts';
import { coldLines, coldPlaces, restoringMark, type ColdSaved } from '../../cold/cold.ts';
import { places } from '../../config.ts';
import type { Listed } from '../../manifest.ts';
import { readable } from '../../readable.ts';
import { runChild } from '../child.ts';
import { emptied, noRoom, readJson } from '../files.ts';
import type { Repository } from '../repository.ts';
import { chosen, removeUnpacked } from '../restore.ts';
import { writeState } from '../state.ts';
import type { ColdBox } from './save.ts';
import { assertRoom, describeVolumes, mountedAt, percent } from './volumes.ts';

/** What was put back, file by file the same. */
export interface ColdFilled {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Replaces what is in the brokers' volumes by what a cold backup holds. Every byte of the backup is read, and the room for it
 * found, while the brokers still run. From the first file that goes to the last one that is compared each volume carries a
 * mark with which no broker starts; a run that is broken off leaves it, the next one begins anew.
 *
 * @throws StackError `no` when the backup is damaged, there is no room for it (nothing has changed then, `touching` was not
 * said), or a volume is not what was saved
 */
export async function fillCold(id: string, services: readonly string[], box: ColdBox): Promise<ColdFilled> {
  const { repository, say, told } = box;
  const backup = chosen(await repository.list(), id);
  const { volumes } = await coldManifest(backup, repository);
  await readThrough(backup, volumes, box);
  const mounted = await mountedAt(services);
  await assertRoom(mounted, volumes);
  say(coldLines.ready);
  await told();
  await writeState({ restoring: id });
  say(coldLines.touching);
  for (const { root } of mounted) await mark(root, id);
  for (const { root, service } of mounted) {
    say(`emptying the volume of ${service}`);
    await empty(root);
  }
  await repository.unpack(backup, coldPlaces.root, services, { say, more: ['--sparse'] }).catch(explainRoom);
  await assertSame(volumes, services, coldPlaces.content, say);
  for (const { root } of mounted) await toDisk(root);
  for (const { root } of mounted) await rm(join(root, restoringMark));
  await removeUnpacked();
  return sums(volumes);
}

/**
 * Unpacks a cold backup beside everything and compares each file.
 *
 * @throws StackError `no` when it is damaged or not what its manifest says
 */
export async function verifyCold(
  id: string,
  { repository, say }: Omit<ColdBox, 'told'>,
): Promise<ColdFilled> {
  const backup = chosen(await repository.list(), id);
  const { volumes } = await coldManifest(backup, repository);
  try {
    const services = volumes.map(({ service }) => service);
    await repository.unpack(backup, places.unpacked, services, { say, more: ['--sparse'] });
    await assertSame(volumes, services, places.unpackedContent, say);
    await repository.markVerified(backup);
    return sums(volumes);
  } finally {
    await removeUnpacked();
  }
}

async function coldManifest(backup: Listed, repository: Repository): Promise<ColdSaved> {
  await emptied(places.unpacked);
  await repository.unpack(backup, places.unpacked, ['manifest.json']);
  const { cold } = readable(await readJson(join(places.unpackedContent, 'manifest.json')), backup.id);
  if (cold !== undefined) return cold;
  throw new StackError('no', `${backup.id} is no cold backup`, { hint: 'holdfast backups lists all' });
}

async function readThrough(
  backup: Listed,
  volumes: ColdSaved['volumes'],
  { repository, say }: ColdBox,
): Promise<void> {
  const total = sums(volumes).bytes;
  let read = 0;
  await repository.readThrough(backup, (count) => {
    read += count;
    say(`reading the backup ${percent(read, total)}`);
  });
}

function sums(volumes: ColdSaved['volumes']): ColdFilled {
  return {
    files: volumes.reduce((sum, { files }) => sum + files, 0),
    bytes: volumes.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** On the disk before anything else happens. */
async function mark(root: string, id: string): Promise<void> {
  const file = await open(join(root, restoringMark), 'w', 0o644);
  try {
    await file.writeFile(`${id}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await toDisk(root);
}

/** What is a file system's own stays; it is nobody's to remove. */
async function empty(root: string): Promise<void> {
  const stays = new Set(['lost+found', restoringMark]);
  for (const name of await readdir(root)) {
    if (!stays.has(name)) await rm(join(root, name), { recursive: true, force: true });
  }
}

/** A mark that is gone must mean that the files are there, also after the machine lost its power. */
async function toDisk(root: string): Promise<void> {
  const { exitCode, stderr } = await runChild('sync', ['--file-system', root]);
  if (exitCode !== 0) throw new Error(`sync failed: ${stderr.trim()}`);
}

/** @throws StackError `no` with the volumes that differ from what was saved */
async function assertSame(
  saved: ColdSaved['volumes'],
  services: readonly string[],
  below: string,
  say: (text: string) => void,
): Promise<void> {
  const found = await describeVolumes(await mountedAt(services, below), (text) => {
    say(`comparing: ${text}`);
  });
  const differ = saved.filter(
    ({ service, digest }) => found.find(({ volume }) => volume.service === service)?.volume.digest !== digest,
  );
  if (differ.length === 0) return;
  throw new StackError('no', 'what was unpacked is not what was saved', {
    diagnostics: differ.map(({ service }) => ({
      place: service,
      message: 'a file, its owner, mode or time differs',
    })),
    hint: 'holdfast backups lists the other backups',
  });
}

function explainRoom(error: unknown): never {
  if (!(error instanceof StackError) || error.message !== noRoom().message) throw error;
  throw new StackError('no', 'the disk that Kafka’s volumes are on is full; they are not whole', {
    hint: 'make room, then run the restore again: it begins anew',
    cause: error,
  });
}
