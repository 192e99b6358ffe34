// Everything that is made from sources: templates, the demo app's libraries, the backup program, the prober, the bundled bins, the types, the JSON Schema.
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, bundleProber } from './build/bundle.mjs';
import { inputHash, isUpToDate } from './build/stamp.mjs';
import { writeSchema } from './build/schema.mjs';
import { precompileTemplates } from './build/templates.mjs';
import { emitTypes } from './build/types.mjs';
import { bundleWorker, vendor } from './vendor.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules/.cache/holdfast/build.stamp');
const outputs = [
  'dist/cli.js',
  'dist/generate.js',
  'dist/index.js',
  'dist/redis.js',
  'dist/prober.mjs',
  'dist/types/index.d.ts',
  'dist/spec.schema.json',
  'src/bundle/templates.generated.ts',
  'images/demo/vendor/ioredis.mjs',
  'images/backup/worker/worker.mjs',
];

/** Builds unless the last build was of the very same inputs and its outputs are there. */
export async function buildIfChanged({ force = false } = {}) {
  const hash = await inputHash(root);
  if (!force && (await isUpToDate(root, stamp, hash, outputs))) return;
  await rm(stamp, { force: true });
  await rm(join(root, 'dist'), { recursive: true, force: true });
  await precompileTemplates(root);
  // tsc is a process of its own and the slowest: the rest runs beside it.
  await all([
    emitTypes(root),
    vendor(),
    bundleWorker(),
    bundleAll(hash),
    bundleProber(root),
    writeSchema(root),
  ]);
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, hash);
}

async function bundleAll(buildId) {
  await bundle(root, buildId);
  for (const bin of ['dist/cli.js', 'dist/generate.js']) await makeExecutable(join(root, bin));
}

async function makeExecutable(path) {
  const text = await readFile(path, 'utf8');
  if (!text.startsWith('#!')) await writeFile(path, `#!/usr/bin/env node\n${text}`);
  await chmod(path, 0o755);
}

/** Waits for all, so that one failure does not hide another. */
async function all(promises) {
  const results = await Promise.allSettled(promises);
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (reasons.length > 0)
    throw new Error(`the build failed:\n${reasons.map((reason) => reason.message).join('\n')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildIfChanged({ force: process.argv.includes('--force') });
}
