import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
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
    '--save', '', '--enable-debug-command', 'local', '--io-threads', '1', '--loglevel', 'warning',
  ]; // prettier-ignore
  const server = tracked(spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'pipe'] }));
  let said = '';
  const note = (chunk: Buffer): void => void (said = `${said}${chunk.toString()}`.slice(-2000));
  server.stdout.on('data', note);
  server.stderr.on('data', note);
  const ended = new Promise<void>((resolve) =>
    server.once('close', () => {
      resolve();
    }),
  );
  try {
    const cli = socketCli(socket);
    await untilLoaded(
      cli,
      () => server.exitCode ?? (server.signalCode === null ? undefined : -1),
      () => said,
    );
    return await work(cli);
  } finally {
    server.kill('SIGKILL');
    await ended;
  }
}

async function untilLoaded(
  cli: RedisCli,
  exited: () => number | undefined,
  said: () => string,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    if (exited() !== undefined) throw refused(said());
    const info = await cli.info('persistence');
    if (info.get('loading') === '0' && info.get('async_loading') !== '1') return;
    await sleep(50);
  }
  throw refused('it was still loading when it was given up');
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
