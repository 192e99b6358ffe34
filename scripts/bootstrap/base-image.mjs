import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import { mirrorOf, readAptSources } from './apt-sources.mjs';
import { BootstrapError } from './failure.mjs';
import { aptInstall } from './install-engine.mjs';
import { parseOsRelease } from './install-plan.mjs';
import { run, tail } from './run.mjs';

export const baseImage = 'debian:trixie-slim';

/** Milliseconds for the registry's first answer; without DNS an unanswered pull takes minutes to fail. */
const answerLimit = 8000;
/** Milliseconds for a pull that was answered: 30 MB, also over a slow line. */
const pullLimit = 180_000;

/** Leaves with the base image in the engine: there already, pulled, or made from the Debian mirror (20 to 25 s). */
export async function ensureBaseImage({ tag = baseImage } = {}, detail = () => {}) {
  const { code } = await run('docker', ['image', 'inspect', tag], { limit: 10_000 });
  if (code === 0) return;
  detail(`docker pull ${tag}`);
  if (await pull(tag)) return;
  await makeBaseImage(tag, detail);
}

/** True when it arrived. The short limit ends with the registry's first line, the long one never does. */
export async function pull(tag, { answer = answerLimit, whole = pullLimit } = {}) {
  let waiting;
  const { code } = await run('docker', ['pull', tag], {
    limit: whole,
    onLine: (line) => /Pulling from/.test(line) && clearTimeout(waiting),
    onStart: (child) => (waiting = setTimeout(() => child.kill('SIGKILL'), answer)),
  });
  clearTimeout(waiting);
  return code === 0;
}

/**
 * Makes a minimal Debian from the machine's own mirror and imports it.
 *
 * @throws BootstrapError (exit 3) without root or debootstrap, or when the mirror fails
 */
export async function makeBaseImage(tag, detail) {
  await ensureDebootstrap(tag, detail);
  const work = await mkdtemp(join(tmpdir(), 'holdfast-base-'));
  const root = join(work, 'root');
  try {
    const mirror = await debianMirror();
    const args = ['--variant=minbase', 'trixie', root, ...(mirror === undefined ? [] : [mirror])];
    const made = await run('debootstrap', args, { onLine: (line) => detail(line.replace(/^I: /, '')) });
    if (made.code !== 0) throw new BootstrapError(`debootstrap failed:\n${tail(made.stdout + made.stderr)}`);
    detail(`docker import ${tag}`);
    await importTree(root, tag);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function ensureDebootstrap(tag, detail) {
  const hint = `load ${tag} into the engine yourself (docker pull, or docker load), then run this again`;
  if (process.getuid?.() !== 0) {
    throw new BootstrapError(`${tag} could not be pulled, and making it needs root.`, { hint });
  }
  if (existsSync('/usr/sbin/debootstrap')) return;
  if (!existsSync('/usr/bin/apt-get')) {
    throw new BootstrapError(`${tag} could not be pulled, and this system has no debootstrap.`, { hint });
  }
  await aptInstall(['debootstrap'], detail);
}

/** Undefined off Debian: then debootstrap knows the archive's own address. */
async function debianMirror() {
  const { ID, VERSION_CODENAME } = parseOsRelease(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  if (ID !== 'debian') return undefined;
  return mirrorOf(await readAptSources(), VERSION_CODENAME)?.uri;
}

async function importTree(root, tag) {
  const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const load = spawn('docker', ['import', '--change', 'CMD ["bash"]', '-', tag], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const codes = Promise.all([tar, load].map((child) => new Promise((resolve) => child.on('close', resolve))));
  await pipeline(tar.stdout, load.stdin);
  if ((await codes).some((code) => code !== 0)) throw new BootstrapError(`docker import ${tag} failed.`);
}
