import { writeBundle } from '../../../src/bundle/write.ts';
import { newBundle, oldBundle } from './bundles.ts';
import { injectFault } from './faulty-disk.ts';

/** argv: directory, which bundle, step. Kills itself before that step, as kill -9 would. */
const [directory = '', which, step] = process.argv.slice(2);

injectFault(Number(step), () => {
  process.kill(process.pid, 'SIGKILL');
  for (;;); // The signal is on its way; nothing may run meanwhile.
});
writeBundle(directory, which === 'old' ? oldBundle : newBundle);
