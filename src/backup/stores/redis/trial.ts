import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../../../errors.ts';
import type { RedisLoaded } from '../../manifest.ts';
import { tracked } from '../../worker/child.ts';
import { socketCli, type RedisCli } from './cli.ts';
import { countsIn } from './info.ts';

const socket = '/run/backup/trial.sock';
/** For loading; a gigabyte takes some ten seconds. */
const patienceMs = 180_000;

/** A server on trial must fit into the job's limit beside Node (components/backup: 272 MiB), bytes. */
const largestTrial = 205 * 1024 * 1024;

export function fitsTrial({ usedBytes }: { readonly usedBytes: number }): boolean {
  return usedBytes <= largestTrial;
}

/**
 * Loads an RDB file into a server of its own, without network and without writing anything, and says what it holds then.
 * A checksum says that a file is what was written, this says that it can be used.
 *
 * @throws StackError `no` when the server does not take it
 */
export async function loadOnTrial(file: string): Promise<RedisLoaded> {
  const words = ['--dir', dirname(file), '--dbfilename', basename(file), '--appendonly', 'no'];
  return onTrial(words, contentsOf);
}

/**
 * A server on a socket that is there for as long as `work` takes.
 *
 * @param own its settings: what it loads
 * @throws StackError `no` when it does not load it
 */
export async function onTrial<T>(own: readonly string[], work: (cli: RedisCli) => Promise<T>): Promise<T> {
  await rm(socket, { force: true });
  const words = [
    '--port', '0', '--unixsocket', socket, ...own,
    '--save', '', '--enable-debug-command', 'local', '--io-threads', '1', '--loglevel', 'notice',
  ]; // prettier-ignore
  const server = tracked(spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'pipe'] }));
  const ended = new Promise<void>((resolve) =>
    server.once('close', () => {
      resolve();
    }),
  );
  try {
    await untilLoaded(server, ended);
    return await work(socketCli(socket));
  } finally {
    server.kill('SIGKILL');
    await ended;
  }
}

/** Its log says so: to be asked again and again it would take a fifth of the CPU that loading takes. */
async function untilLoaded(
  server: ChildProcessByStdio<null, Readable, Readable>,
  ended: Promise<void>,
): Promise<void> {
  let said = '';
  const waited = new AbortController();
  const loaded = new Promise<void>((resolve) => {
    const note = (chunk: Buffer): void => {
      said = `${said}${chunk.toString()}`.slice(-2000);
      if (said.includes('Ready to accept connections')) resolve();
    };
    server.stdout.on('data', note);
    server.stderr.on('data', note);
  });
  const outcome = await Promise.race([
    loaded.then(() => 'loaded'),
    ended.then(() => 'ended'),
    sleep(patienceMs, 'waited', { signal: waited.signal }),
  ]);
  waited.abort();
  if (outcome === 'loaded') return;
  throw refused(outcome === 'ended' ? said : 'it was still loading when it was given up');
}

function refused(words: string): StackError {
  return new StackError('no', 'a Redis server on trial could not load the backup', {
    diagnostics: words
      .trim()
      .split('\n')
      .slice(-3)
      .map((message) => ({ message })),
    hint: 'does it fit the memory limit of the backup service? holdfast plan shows it',
  });
}

/** Counts of all databases, and the digest of everything in them. */
async function contentsOf(cli: RedisCli): Promise<RedisLoaded> {
  const keyspace = await cli.info('keyspace');
  const digest = await cli.ask('DEBUG', 'DIGEST');
  return { ...countsIn(keyspace), digest: digest.stdout.trim() };
}
