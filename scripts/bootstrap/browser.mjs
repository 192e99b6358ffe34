import { accessSync, constants } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { consent } from './consent.mjs';
import { BootstrapError } from './failure.mjs';
import { aptInstall } from './install-engine.mjs';
import { parseOsRelease } from './install-plan.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const byHand = 'install Chromium, then run this again';

/** Where a Chromium is, or undefined. */
export function findBrowser(candidates = places) {
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Leaves with a Chromium, in which the tests look at the report page: the one there is, else Debian's own package.
 *
 * @throws BootstrapError (exit 3) where that is not possible, or when it is refused
 */
export async function ensureBrowser({ yes = false } = {}, detail = () => {}) {
  if (findBrowser() !== undefined) return;
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const why = whyNoBrowser(parseOsRelease(text), process.getuid?.());
  if (why !== undefined) throw new BootstrapError(`There is no Chromium. ${why}`, { hint: byHand });
  await consent('There is no Chromium. This will:', ['apt-get install chromium'], { yes });
  await aptInstall(['chromium'], detail, byHand);
  if (findBrowser() === undefined) throw new BootstrapError('Chromium was installed but is not found.');
}

/** Why this machine cannot be helped, or undefined. Ubuntu's package is a snap, which needs a running snapd. */
export function whyNoBrowser({ ID }, uid) {
  if (ID !== 'debian') return 'This system is no Debian: it has to be done by hand.';
  if (uid !== 0) return 'Installing it needs root.';
  return undefined;
}
