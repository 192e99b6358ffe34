// Bundles what images need of ours and of npm's into their build contexts, so that they need Node but no npm and no network:
// the demo app's libraries, and the program that takes backups.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { entries } from '../images/demo/vendor.build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'images/demo/vendor');

// The libraries are CommonJS and call require() for Node's own modules, which an ES module does not have.
const banner =
  "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";

/** Bundles every entry, same input same bytes, and puts the licences of what went in beside them. */
export async function vendor() {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const packages = new Set();
  for (const [name, contents] of Object.entries(entries)) {
    const { metafile } = await build({
      stdin: { contents, resolveDir: root, sourcefile: `${name}.entry.mjs` },
      outfile: join(target, `${name}.mjs`),
      absWorkingDir: root,
      bundle: true,
      minifyWhitespace: true,
      minifySyntax: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      banner: { js: banner },
      external: ['bufferutil', 'utf-8-validate'],
      legalComments: 'eof',
      metafile: true,
      logLevel: 'warning',
    });
    for (const input of Object.keys(metafile.inputs)) packages.add(packageOf(input));
  }
  packages.delete(undefined);
  await writeFile(join(target, 'LICENSES.txt'), await licences([...packages].sort()));
}

/** The program of the backup image: only our own sources. */
export async function bundleWorker() {
  await build({
    entryPoints: [join(root, 'src/backup/worker/main.ts')],
    outfile: join(root, 'images/backup/worker/worker.mjs'),
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
}

function packageOf(input) {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
}

async function licences(packages) {
  const texts = [];
  for (const name of packages) {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
    texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return texts.join(`\n${'-'.repeat(80)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await vendor();
