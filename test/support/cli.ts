import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, vi } from 'vitest';
import { bundle } from '../../scripts/build/bundle.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules/.cache/holdfast');

/**
 * The bins bundled from the sources as they are now, exactly as the build bundles them: dist/ may be of yesterday. For
 * the tests of one file, which get the time that processes take on a busy machine.
 */
export function useBins(): { holdfast: string; generate: string } {
  const bins = { holdfast: '', generate: '' };
  let directory = '';
  vi.setConfig({ testTimeout: 60_000 });
  beforeAll(async () => {
    mkdirSync(cache, { recursive: true });
    directory = mkdtempSync(join(cache, 'cli-under-test-'));
    await bundle(root, 'under-test', directory);
    bins.holdfast = join(directory, 'cli.js');
    bins.generate = join(directory, 'generate.js');
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return bins;
}

/** Runs a bin as a shell would, with pipes where a terminal would be. */
export function runBin(
  bin: string,
  words: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
) {
  const { cwd, env = {} } = options;
  return execa(process.execPath, [bin, ...words], {
    cwd,
    env,
    reject: false,
    stdin: 'ignore',
    timeout: 50_000,
  });
}
