import { readFile, writeFile } from 'node:fs/promises';
import { readAptSources } from './apt-sources.mjs';
import { consent } from './consent.mjs';
import { BootstrapError } from './failure.mjs';
import { installPlan, parseOsRelease } from './install-plan.mjs';
import { run, tail } from './run.mjs';

const byHand = 'install Docker with Compose 2.24 or newer and buildx, start it, then run this again';

/**
 * Installs an engine with apt: only on Debian or Ubuntu, only as root, and only after saying so.
 *
 * @throws BootstrapError (exit 3) where that is not possible, or when it is refused
 */
export async function installEngine({ yes, reason }, detail) {
  const plan = await planHere();
  const why = whyNot(plan, process.getuid?.());
  if (why !== undefined) throw new BootstrapError(`${reason} ${why}`, { hint: byHand });
  const wording = plan.files.map(({ path }) => `write ${path}`);
  await consent(`${reason} This will:`, [...wording, `apt-get install ${plan.packages.join(' ')}`], { yes });
  for (const { path, text } of plan.files) await writeFile(path, text);
  await aptInstall(plan.packages, detail);
}

async function planHere() {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return installPlan(parseOsRelease(text), await readAptSources());
}

/** Why this machine cannot be helped, or undefined. */
export function whyNot(plan, uid) {
  if (plan === undefined)
    return 'This system is neither a known Debian (12, 13) nor Ubuntu: it has to be done by hand.';
  if (uid !== 0) return 'Installing it needs root.';
  return undefined;
}

/** @throws BootstrapError (exit 3) with apt's last words */
export async function aptInstall(packages, detail, hint = byHand) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const result = await run('apt-get', args, { env, onLine: detail });
    if (result.code !== 0) {
      throw new BootstrapError(`apt-get ${args[0]} failed:\n${tail(result.stderr)}`, { hint });
    }
  }
}
