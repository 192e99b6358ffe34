import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBaseImage } from './base-image.mjs';
import { ensureBrowser } from './browser.mjs';
import { ensureEngine } from './engine.mjs';
import { checkNode } from './node-version.mjs';
import { ensurePackages } from './packages.mjs';
import { step } from './progress.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** What needs no engine: Node, the packages, the build. */
export async function bootstrapCode() {
  checkNode();
  await step('packages', (detail) => ensurePackages(root, detail));
  // Imported only now: it needs the packages.
  await step('build', async () => (await import('../build.mjs')).buildIfChanged());
}

/** The browser that the tests of the report page need. */
export async function bootstrapBrowser(options) {
  await step('browser', (detail) => ensureBrowser(options, detail));
}

/** The engine and the base image. */
export async function bootstrapEngine(options) {
  await step('engine', (detail) => ensureEngine(options, detail));
  await step('base image', (detail) => ensureBaseImage({}, detail));
}
