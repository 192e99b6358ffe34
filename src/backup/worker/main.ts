import { readFileSync } from 'node:fs';
import { firstLineOf, StackError } from '../../errors.ts';
import { places, type BackupConfig } from '../config.ts';
import type { Manifest } from '../manifest.ts';
import { dueAfter, parseCron } from '../cron.ts';
import { killChildren } from './child.ts';
import { rewindAof } from '../stores/redis/aof/rewind.ts';
import { checkRdb } from '../stores/redis/check.ts';
import { assertSame } from '../stores/redis/compare.ts';
import { fitsTrial, loadOnTrial } from '../stores/redis/trial.ts';
import {
  adoptRepository,
  chosen,
  placeRedis,
  proveRedis,
  removeUnpacked,
  stackFiles,
  unpack,
} from './restore.ts';
import { Repository } from './repository.ts';
import { readState, clearRestoring, writeState } from './state.ts';
import { takeBackup } from './take.ts';
import { hangUp, lineFromCaller } from './cold/caller.ts';
import { fillCold, verifyCold } from './cold/fill.ts';
import { saveCold } from './cold/save.ts';

/*
 * What runs in the backup container: one command a process, under the lock of `backup-do`. Progress goes to stderr; the
 * last line of stdout is the outcome as JSON, { "error": ... } when it failed.
 */

const [command = '', ...words] = process.argv.slice(2);

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function configHere(): BackupConfig {
  return JSON.parse(readFileSync(places.config, 'utf8')) as BackupConfig;
}

function repositoryOf({ repository }: Pick<BackupConfig, 'repository'>, cores = 1): Repository {
  return new Repository({ repository, keyFile: places.key, cache: '/backup/cache', cores });
}

/** Kafka is away meanwhile, so its core is free. */
function coldBox() {
  const config = configHere();
  const told = lineFromCaller(stopped);
  return { config, repository: repositoryOf(config, 2), say: sometimes(say), told: () => told };
}

/** Seconds until the next backup is due. At least one, so that no minute counts twice. */
function secondsUntilDue(): number {
  const schedule = parseCron(configHere().schedule);
  const due = schedule === undefined ? undefined : dueAfter(schedule, new Date());
  if (due === undefined) throw new StackError('usage', 'the schedule never comes due');
  return Math.max(1, Math.ceil((due.getTime() - Date.now()) / 1000));
}

const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  due: () => Promise.resolve(secondsUntilDue()),
  take: () => {
    const config = configHere();
    return takeBackup(config, repositoryOf(config), sometimes(say));
  },
  list: async () => ({ backups: await repositoryOf(configHere()).list(), state: await readState() }),
  /** unpack ID|latest [FOLDER...] */
  unpack: async () => {
    const [id = 'latest', ...folders] = words;
    const repository = repositoryOf(configHere());
    const backup = chosen(await repository.list(), id === 'latest' ? undefined : id);
    say(`unpacking ${backup.id}`);
    return { backup, manifest: await unpack(repository, backup, folders) };
  },
  /** from ID|latest: what the stack is made of, for a machine that has nothing but a repository and its key. */
  from: async () => {
    const [id = 'latest'] = words;
    const repository = repositoryOf({ repository: places.directory });
    const backup = chosen(await repository.list(), id === 'latest' ? undefined : id);
    const { files } = await unpack(repository, backup, ['stack']);
    return { backup, files: await stackFiles(files) };
  },
  /** Takes a repository over into the place where this stack has its own; which must be empty. */
  adopt: async () => {
    await adoptRepository(places.directory, configHere().repository);
    return {};
  },
  'prove-redis': async () => {
    return proveRedis(unpackedManifest());
  },
  /** check-redis FILE */
  'check-redis': async () => {
    const file = words[0] ?? '';
    const facts = await checkRdb(file);
    if (fitsTrial(facts)) assertSame(facts, await loadOnTrial(file));
    return facts;
  },
  /** rewind SECOND: makes an RDB file of the unpacked AOF as it was at the end of a second (ISO 8601). */
  rewind: async () => {
    const content = places.unpackedContent;
    return rewindAof(`${content}/aof`, Date.parse(words[0] ?? '') / 1000, `${content}/rewound.rdb`);
  },
  'place-redis': async () => placeRedis(words[0] ?? `${places.unpackedContent}/redis/dump.rdb`, '/data'),
  /** verified ID */
  verified: async () => {
    const repository = repositoryOf(configHere());
    const backup = chosen(await repository.list(), words[0]);
    await repository.markVerified(backup);
    await writeState({ verified: { id: backup.id, at: new Date().toISOString() } });
    return {};
  },
  /** restoring ID, at its beginning; restored, at its end */
  restoring: async () => {
    await writeState({ restoring: words[0] ?? '' });
    return {};
  },
  restored: async () => {
    await clearRestoring();
    await removeUnpacked();
    return {};
  },
  clean: async () => {
    await removeUnpacked();
    return {};
  },
  /** cold-save SERVICE... */
  'cold-save': () => saveCold(words, coldBox()).finally(hangUp),
  /** cold-fill ID SERVICE... */
  'cold-fill': () => fillCold(words[0] ?? '', words.slice(1), coldBox()).finally(hangUp),
  /** cold-verify ID */
  'cold-verify': () => {
    const config = configHere();
    return verifyCold(words[0] ?? '', { config, repository: repositoryOf(config), say: sometimes(say) });
  },
};

function unpackedManifest(): Manifest {
  return JSON.parse(readFileSync(`${places.unpackedContent}/manifest.json`, 'utf8')) as Manifest;
}

function stopped(): void {
  killChildren();
  process.stdout.write(
    `${JSON.stringify({ error: { code: 'interrupted', message: 'stopped', diagnostics: [] } })}\n`,
  );
  process.exit(143);
}

/** What repeats itself several times a second is told twice. */
function sometimes(tell: (text: string) => void, everyMs = 500): (text: string) => void {
  let last = 0;
  let topic = '';
  return (text) => {
    const now = performance.now();
    const about = text.replace(/\d+/g, '');
    if (about === topic && now - last < everyMs) return;
    [topic, last] = [about, now];
    tell(text);
  };
}

async function main(): Promise<void> {
  process.once('SIGTERM', stopped).once('SIGINT', stopped);
  const work = commands[command];
  try {
    if (work === undefined) throw new StackError('usage', `there is no command '${command}'`);
    process.stdout.write(`${JSON.stringify(await work())}\n`);
  } catch (error) {
    process.exitCode = 1;
    const { code, hint, diagnostics } =
      error instanceof StackError ? error : { code: 'no', hint: undefined, diagnostics: [] };
    say(`error: ${firstLineOf(error)}${hint === undefined ? '' : `\nhint: ${hint}`}`);
    process.stdout.write(
      `${JSON.stringify({ error: { code, message: firstLineOf(error), hint, diagnostics } })}\n`,
    );
  }
}

await main();
