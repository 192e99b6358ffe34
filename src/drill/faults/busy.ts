import { Worker } from 'node:worker_threads';
import { availableParallelism, cpus } from 'node:os';
import { StackError } from '../../errors.ts';
import type { Fault } from '../fault.ts';

/** ms: a build, or an indexer, that takes a machine for a minute. */
const taken = 60_000;

const spinning = new Set<Worker>();

/** Every core taken by work of somebody else's: nobody failed, and nobody should be taken for it. */
export const busy: Fault = {
  name: 'busy',
  about: 'every core of this machine taken for 60 s by threads that compute',
  harm: 'disruptive',
  hold: taken,
  still: true,
  commands: () => [`${String(availableParallelism())} threads that compute, in this process`],
  inflict: async () => {
    for (let core = 0; core < availableParallelism(); core += 1)
      spinning.add(new Worker('for (;;);', { eval: true }));
    await Promise.resolve();
  },
  bite: async () => {
    const before = idleTime();
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const idle = (idleTime() - before) / (performance.now() - began);
    if (idle > 0.1 * cpus().length) throw new StackError('no', `${idle.toFixed(1)} cores have nothing to do`);
    return `${idle.toFixed(1)} of ${String(cpus().length)} cores have nothing to do`;
  },
  heal: async () => {
    await Promise.all([...spinning].map((worker) => worker.terminate()));
    spinning.clear();
  },
};

/** Of all cores together, ms since the machine started. */
function idleTime(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0);
}
