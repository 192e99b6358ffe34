import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** dist/spec.schema.json, from the very schema that checks a spec. */
export async function writeSchema(root) {
  const outfile = join(root, 'node_modules/.cache/holdfast/json-schema.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['src/schema.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
  const { specJsonSchema } = await import(`${pathToFileURL(outfile)}?${Date.now()}`);
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeFile(join(root, 'dist/spec.schema.json'), `${JSON.stringify(specJsonSchema(), null, 2)}\n`);
}
