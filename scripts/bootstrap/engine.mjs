import { accessSync, constants, existsSync } from 'node:fs';
import { startDaemon } from './daemon.mjs';
import { consent } from './consent.mjs';
import { BootstrapError } from './failure.mjs';
import { installEngine } from './install-engine.mjs';
import { run } from './run.mjs';

const log = '/var/log/holdfast-dockerd.log';
const places = ['/usr/sbin/dockerd', '/usr/bin/dockerd', '/usr/local/bin/dockerd'];

/**
 * Leaves with an engine that answers and has what the stack needs: uses the one there is, else starts one, else
 * installs one.
 *
 * @throws BootstrapError (exit 3) when there is none and no way to get one
 */
export async function ensureEngine({ yes = false } = {}, detail = () => {}) {
  const [found, tools] = await Promise.all([probe(), probeTools()]);
  if (found.answers && tools === undefined) return;
  const blocked = whyLeftAlone(found, process.env);
  if (blocked !== undefined) throw blocked;
  if (!found.answers && dockerd() !== undefined && found.client) await start({ yes });
  const missing = await whatIsMissing();
  if (missing === undefined) return;
  await installEngine({ yes, reason: missing }, detail);
  if (!(await probe()).answers) await start({ yes: true });
  const still = await whatIsMissing();
  if (still !== undefined)
    throw new BootstrapError(still, { hint: 'see `docker version` and `docker compose version`' });
}

async function whatIsMissing() {
  return (await probe()).answers ? await probeTools() : 'No container engine answers.';
}

async function probe() {
  const { code, stderr } = await run('docker', ['version', '--format', '{{.Server.Version}}'], {
    limit: 10_000,
  });
  return { answers: code === 0, client: code !== 127, stderr };
}

/** One sentence on what the engine's client lacks, or undefined. */
async function probeTools() {
  const [compose, buildx] = await Promise.all([
    run('docker', ['compose', 'version', '--short'], { limit: 10_000 }),
    run('docker', ['buildx', 'version'], { limit: 10_000 }),
  ]);
  if (compose.code !== 0) return 'Docker has no Compose plugin.';
  if (!isNewEnough(compose.stdout))
    return `Compose ${compose.stdout.trim()} is too old: 2.24 or newer is needed.`;
  if (buildx.code !== 0) return 'Docker has no buildx plugin.';
  return undefined;
}

/** Compose 2.24 brought what the bundle's `include` with an override file rests on. */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version
    .trim()
    .replace(/^v/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10));
  return major > 2 || (major === 2 && minor >= 24);
}

/** An engine that somebody else looks after (remote, or merely forbidden to this user) is never replaced by ours. */
export function whyLeftAlone({ answers, stderr }, env) {
  if (answers) return undefined;
  if (/permission denied/i.test(stderr)) {
    return new BootstrapError('The container engine is there, but this user may not use it.', {
      hint: 'add the user to the group docker and log in again, or run this as root',
    });
  }
  if (env.DOCKER_HOST !== undefined || env.DOCKER_CONTEXT !== undefined) {
    return new BootstrapError('The engine that DOCKER_HOST or DOCKER_CONTEXT names does not answer.', {
      hint: 'start it, or unset the variable to use an engine on this machine',
    });
  }
  return undefined;
}

async function start({ yes }) {
  if (process.getuid?.() !== 0) {
    throw new BootstrapError('Docker is installed but not running.', {
      hint: 'start it: sudo systemctl start docker',
    });
  }
  if (existsSync('/run/systemd/system')) {
    await consent('Docker is installed but not running. This will:', ['systemctl start docker'], { yes });
    await run('systemctl', ['start', 'docker']);
    return;
  }
  await consent('Docker is installed but not running. This will:', [`start dockerd, log in ${log}`], { yes });
  await startDaemon({ dockerd: dockerd(), log });
}

function dockerd() {
  return places.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
