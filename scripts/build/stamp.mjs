import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const folders = ['src', 'templates', 'images', 'compose', 'scripts/build'];
const files = [
  'package-lock.json',
  'package.json',
  'tsconfig.json',
  'scripts/build.mjs',
  'scripts/vendor.mjs',
];
const generated =
  /^(src\/bundle\/templates\.generated\.ts|images\/demo\/vendor\/.*|images\/backup\/worker\/.*)$/;

/** A hash over everything a build reads, or a bundle is made of, by content: dates change with every checkout. */
export async function inputHash(root) {
  const listed = await Promise.all(folders.map((folder) => filesBelow(root, folder)));
  const hash = createHash('sha256').update(process.versions.node);
  for (const path of [...files, ...listed.flat()].sort()) {
    if (!generated.test(path)) hash.update(`\0${path}\0`).update(await readFile(join(root, path)));
  }
  return hash.digest('hex');
}

export async function isUpToDate(root, stamp, hash, outputs) {
  const last = await readFile(stamp, 'utf8').catch(() => undefined);
  return last === hash && outputs.every((path) => existsSync(join(root, path)));
}

async function filesBelow(root, folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
