import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { bundle } from '../../scripts/build/bundle.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = join(root, 'node_modules/.cache/holdfast/cli-under-test');

/** The bins bundled from the sources as they are now, exactly as the build bundles them; dist/ may be of yesterday. */
export async function buildBins(): Promise<{ holdfast: string; generate: string }> {
  await bundle(root, directory);
  return { holdfast: join(directory, 'cli.js'), generate: join(directory, 'generate.js') };
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
    timeout: 30_000,
  });
}
