import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../bootstrap/run.mjs';
import { unexpectedFiles } from './packed-files.mjs';

/** Packs as npm would and looks at the result: its shape, its types as others resolve them, its list of files. */
export async function checkPackage(root, bin) {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-pack-'));
  try {
    const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: root,
    });
    if (packed.code !== 0) return { problem: packed.stderr };
    const [{ filename, files, size }] = asList(JSON.parse(packed.stdout));
    const tarball = join(folder, filename);
    const problems = [
      ...(await failure(bin('publint'), [tarball, '--strict'], root)),
      ...(await failure(
        bin('attw'),
        [tarball, '--profile', 'esm-only', '--no-color', '--exclude-entrypoints', './spec.schema.json'],
        root,
      )),
      ...unexpectedFiles(files.map(({ path }) => path)),
    ];
    return problems.length === 0
      ? { note: `ok (${files.length} files, ${Math.ceil(size / 1024)} kB)` }
      : { problem: problems.join('\n') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function failure(command, args, cwd) {
  const { code, stdout, stderr } = await run(command, args, { cwd });
  return code === 0 ? [] : [stdout + stderr];
}

/** npm 10 and 11 print a list of packages, later ones an object by name. */
function asList(printed) {
  return Array.isArray(printed) ? printed : Object.values(printed);
}
