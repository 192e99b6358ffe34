import { join } from 'node:path';
import { run } from '../bootstrap/run.mjs';

/** dist/types, by tsc. Types are checked on the way: a declaration of wrong code is worth nothing. */
export async function emitTypes(root) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { code, stdout } = await run(
    process.execPath,
    [tsc, '-p', join(root, 'scripts/build/tsconfig.types.json')],
    { cwd: root },
  );
  if (code !== 0) throw new Error(`tsc: types could not be made\n${stdout}`);
}
