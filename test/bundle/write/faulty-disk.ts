import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Everything of node:fs that changes the disk, as the writer uses it; a read cannot break anything. */
const steps = [
  'openSync', 'writeSync', 'fsyncSync', 'fchmodSync', 'chmodSync', 'closeSync', 'renameSync', 'linkSync', 'mkdirSync',
  'unlinkSync', 'rmdirSync', 'rmSync',
] as const; // prettier-ignore

export type Strike = (step: string, run: () => unknown) => unknown;

/**
 * Lets `strike` decide what happens at the n-th step that changes the disk (from 1). Returns a function that gives
 * the disk back and tells how many steps were taken.
 */
export function injectFault(at: number, strike: Strike): () => number {
  const originals = steps.map((name) => [name, fs[name]] as const);
  let taken = 0;
  for (const [name, original] of originals) {
    const faulty = (...args: unknown[]): unknown => {
      const run = (): unknown => Reflect.apply(original, fs, args);
      taken += 1;
      return taken === at ? strike(name, run) : run();
    };
    Object.assign(fs, { [name]: faulty });
  }
  syncBuiltinESMExports();
  return () => {
    for (const [name, original] of originals) Object.assign(fs, { [name]: original });
    syncBuiltinESMExports();
    return taken;
  };
}
