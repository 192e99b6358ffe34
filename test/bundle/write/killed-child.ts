import { writeBundle } from '../../../src/bundle/write.ts';
import { newBundle, oldBundle } from './bundles.ts';
import { injectFault } from './faulty-disk.ts';

/** argv: directory, which bundle, step, `before` or `after` the step. Kills itself there, as kill -9 would. */
const [directory = '', which, step, moment] = process.argv.slice(2);

function kill(): void {
  process.kill(process.pid, 'SIGKILL');
  for (;;); // The signal is on its way; nothing may run meanwhile.
}

injectFault(Number(step), (_, run) => {
  if (moment === 'after') run();
  kill();
});
writeBundle(directory, which === 'old' ? oldBundle : newBundle);
