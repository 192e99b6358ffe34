import { join } from 'node:path';
import { root } from '../bootstrap/bootstrap.mjs';
import { run } from '../bootstrap/run.mjs';
import { buildIfChanged } from '../build.mjs';
import { checkPackage } from './package.mjs';
import { shellcheck } from './shellcheck.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);

/** In order: the build first, because types and tests need what it generates. Each resolves to `{ problem?, note? }`. */
export const checks = [
  { name: 'build', work: async () => (await buildIfChanged(), {}) },
  { name: 'types', work: () => tool('tsc', ['--noEmit']) },
  { name: 'lint', work: () => tool('eslint', ['.', '--max-warnings', '0']) },
  { name: 'format', work: () => tool('prettier', ['--check', '.', '--log-level', 'warn']) },
  {
    name: 'dependency rules',
    work: () => tool('depcruise', ['src', 'test', '--config', '.dependency-cruiser.cjs']),
  },
  { name: 'unused code', work: () => tool('knip', []) },
  { name: 'shell scripts', work: () => shellcheck(root) },
  { name: 'package', work: () => checkPackage(root, bin) },
];

async function tool(name, args) {
  const { code, stdout, stderr } = await run(bin(name), args, { cwd: root });
  return code === 0 ? {} : { problem: stdout + stderr };
}
