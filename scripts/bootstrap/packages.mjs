import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BootstrapError } from './failure.mjs';
import { run, tail } from './run.mjs';

/** Installs what the lock file names, unless exactly that is there. */
export async function ensurePackages(root, detail = () => {}) {
  const wanted = await readLock(join(root, 'package-lock.json'));
  if (wanted === undefined) throw new BootstrapError('package-lock.json is missing.', { exitCode: 2 });
  const installed = await readLock(join(root, 'node_modules/.package-lock.json'));
  if (installed !== undefined && isInstalled(wanted, installed)) return;
  detail('npm ci');
  // Scripts are left out: the build follows as a step of its own, and no dependency needs its install script.
  const result = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root });
  if (result.code !== 0) {
    throw new BootstrapError(`npm ci failed:\n${tail(result.stderr)}`, {
      hint: 'is the package registry reachable?',
    });
  }
}

/** Compares versions, not dates: a checkout or a copy changes every date. Optional packages may be absent. */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (path === '' || entry.link === true) return true;
    const there = installed.packages[path];
    if (there === undefined)
      return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return there.version === entry.version;
  });
}

async function readLock(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
