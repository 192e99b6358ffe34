import { join } from 'node:path';
import { build } from 'esbuild';

// Loaded lazily, by the commands that need them (node-redis is only measured against, where it is installed); bundling them would only make every other start slower.
const external = ['dockerode', 'ioredis', 'kafkajs', 'listr2', 'execa', 'redis', 'ws'];

// Bundled CommonJS libraries call require() for Node's own modules, which an ES module does not have.
const banner =
  "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

/**
 * One file per bin and one for each library; what they share goes into chunks, loaded when imported. `buildId` tells one
 * build from another: a run of another build has other files to write.
 */
export async function bundle(root, buildId, outdir = join(root, 'dist')) {
  await build({
    absWorkingDir: root,
    entryPoints: {
      cli: 'src/cli.ts',
      generate: 'src/generate.ts',
      index: 'src/index.ts',
      redis: 'src/redis/index.ts',
    },
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    banner: { js: banner },
    external,
    define: { __HOLDFAST_BUILD__: JSON.stringify(buildId) },
    logLevel: 'warning',
  });
}

/**
 * The program that a drill runs in a container beside the stack: one file, which is sent to it as a whole.
 */
export async function bundleProber(root) {
  await build({
    absWorkingDir: root,
    entryPoints: ['src/prober/main.ts'],
    outfile: join(root, 'dist/prober.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  });
}
