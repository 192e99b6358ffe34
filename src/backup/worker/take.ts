import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstLineOf, StackError } from '../../errors.ts';
import { places, type BackupConfig } from '../config.ts';
import type { Listed, Manifest } from '../manifest.ts';
import { layout } from '../readable.ts';
import { removable } from '../retention.ts';
import { stores } from '../stores/index.ts';
import type { Saved } from '../stores/store.ts';
import { explained, writeWhole } from './files.ts';
import type { Repository } from './repository.ts';
import { saveStackFiles } from './stack-files.ts';
import { readState, writeState } from './state.ts';

/** What was saved, and how long each part took. */
export interface Taken {
  readonly id: string;
  readonly manifest: Manifest;
  readonly removed: readonly string[];
  readonly timings: Readonly<Record<string, number>>;
}

/**
 * One backup: each store, then the rest, then all of it into the repository, then those that are too many go. The outcome
 * is noted for `status` either way.
 */
export async function takeBackup(
  config: BackupConfig,
  repository: Repository,
  say: (text: string) => void,
): Promise<Taken> {
  const began = new Date();
  const id = idOf(began);
  const note = (good: boolean, message?: string): Promise<void> => {
    const attempt = { id, at: began.toISOString(), good, milliseconds: Date.now() - began.getTime() };
    return writeState({
      attempt: { ...attempt, ...(message === undefined ? {} : { message }) },
      ...(good ? { success: { id, at: began.toISOString() } } : {}),
    });
  };
  try {
    const taken = await take(id, began, config, repository, say);
    await note(true);
    return taken;
  } catch (error) {
    const told = explained(error);
    // A disk that is full may not take the note either; the error itself is what counts.
    await note(false, firstLineOf(told)).catch(() => undefined);
    throw told;
  }
}

async function take(
  id: string,
  began: Date,
  config: BackupConfig,
  repository: Repository,
  say: (text: string) => void,
): Promise<Taken> {
  const timings: Record<string, number> = {};
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    timings[what] = Math.round(performance.now() - started);
    return result;
  };
  await mkdir('/backup/tmp', { recursive: true, mode: 0o700 });
  const saved = await saveStores(config, timed, say);
  const files = await timed('stack', () => saveStackFiles(join(places.content, 'stack')));
  const manifest: Manifest = {
    version: layout,
    id,
    stack: config.stack,
    takenAt: began.toISOString(),
    ...saved,
    files,
  };
  await writeWhole(join(places.content, 'manifest.json'), `${JSON.stringify(manifest, undefined, 1)}\n`);
  await timed('packing', () => repository.save(places.volume, manifest, say));
  const removed = await timed('thinning out', () => thinOut(config, repository));
  return { id, manifest, removed, timings };
}

async function saveStores(
  config: BackupConfig,
  timed: <T>(what: string, work: () => Promise<T>) => Promise<T>,
  say: (text: string) => void,
): Promise<Saved> {
  const state = await readState();
  let all: Saved = {};
  for (const { of, settings } of config.stores) {
    const save = stores[of];
    if (save === undefined)
      throw new StackError('no', `this image does not know how to save ${of}`, { hint: 'holdfast upgrade' });
    const context = { directory: join(places.content, of), say, state, secret: secretIn(await secrets(of)) };
    all = { ...all, ...(await timed(of, () => save(settings, context))) };
  }
  return all;
}

async function secrets(of: string): Promise<ReadonlyMap<string, string>> {
  const names = [`${of}-backup-password`];
  const values = await Promise.all(
    names.map(async (name) => readFile(join(places.secrets, name), 'utf8').catch(() => undefined)),
  );
  return new Map(
    names.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index]]])),
  );
}

function secretIn(values: ReadonlyMap<string, string>): (name: string) => string {
  return (name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`the secret ${name} is not mounted`);
    return value.trim();
  };
}

async function thinOut(config: BackupConfig, repository: Repository): Promise<readonly string[]> {
  const own = (await repository.list()).filter(({ stack, cold }) => stack === config.stack && !cold);
  const going: readonly Listed[] = removable(own, config.keep);
  await repository.remove(going);
  return going.map(({ id }) => id);
}

/** `20260131-030000`: sorts by time, and can be read. */
export function idOf(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
