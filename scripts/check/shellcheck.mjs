import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../bootstrap/run.mjs';

const folders = ['images', 'scripts', '.ci', 'examples'];

/** Every file that bash or sh runs. A machine without shellcheck is told so, not failed. */
export async function shellcheck(root) {
  if ((await run('shellcheck', ['--version'])).code === 127)
    return { note: 'skipped: shellcheck is not installed' };
  const files = (await Promise.all(folders.map((folder) => scriptsBelow(join(root, folder))))).flat();
  const { code, stdout, stderr } = await run('shellcheck', ['-x', ...files], { cwd: root });
  return code === 0 ? { note: `ok (${files.length} files)` } : { problem: stdout + stderr };
}

async function scriptsBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const kept = await Promise.all(paths.map(async (path) => ((await isScript(path)) ? [path] : [])));
  return kept.flat();
}

async function isScript(path) {
  if (path.includes('/vendor/') || path.includes('/node_modules/')) return false;
  return path.endsWith('.sh') || /^#!\S*(?:\/env )?\S*(?:bash|sh)\b/.test(await readFile(path, 'utf8'));
}
