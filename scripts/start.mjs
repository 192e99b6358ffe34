// `npm start`: everything from nothing to a running, proven stack of examples/01-minimal.
import { join } from 'node:path';
import { bootstrapCode, bootstrapEngine, root } from './bootstrap/bootstrap.mjs';
import { main } from './bootstrap/failure.mjs';
import { runAttached } from './bootstrap/run.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  await bootstrapCode();
  await bootstrapEngine({ yes: args.includes('--yes') });
  const rest = args.filter((arg) => arg !== '--yes');
  return runAttached(process.execPath, [join(root, 'dist/cli.js'), 'up', ...rest], {
    cwd: join(root, 'examples/01-minimal'),
  });
});
