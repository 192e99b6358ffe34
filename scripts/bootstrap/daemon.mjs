import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BootstrapError } from './failure.mjs';
import { run, tail } from './run.mjs';

/**
 * Starts dockerd detached, so that it outlives this process, and waits until it answers (about 1 s).
 *
 * @throws BootstrapError (exit 3) with the log's last lines when it ends, or is silent for `limit` milliseconds
 */
export async function startDaemon({ dockerd, log, args = [], clientArgs = [], limit = 30_000 }) {
  const file = openSync(log, 'a', 0o600);
  const child = spawn(dockerd, args, { detached: true, stdio: ['ignore', file, file] });
  closeSync(file);
  let ended;
  child
    .on('error', (error) => (ended = error.message))
    .on('exit', (code) => (ended = `it ended with code ${code}`));
  child.unref();
  const deadline = Date.now() + limit;
  while (ended === undefined && Date.now() < deadline) {
    const { code } = await run('docker', [...clientArgs, 'info'], { limit: 5000 });
    if (code === 0) return child.pid;
    await sleep(200);
  }
  const last = tail(await readFile(log, 'utf8'));
  throw new BootstrapError(`dockerd does not answer: ${ended ?? `nothing for ${limit / 1000} s`}\n${last}`, {
    hint: `its log is ${log}`,
  });
}
