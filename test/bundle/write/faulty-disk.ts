import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Everything of node:fs that changes the disk, as the writer uses it; a read cannot break anything. */
const steps = [
  'openSync', 'writeSync', 'fsyncSync', 'fchmodSync', 'chmodSync', 'renameSync', 'linkSync', 'mkdirSync',
  'unlinkSync', 'rmdirSync', 'rmSync',
] as const; // prettier-ignore

export type Strike = (step: string, run: () => unknown) => unknown;

/**
 * Lets `strike` decide what happens at every step that changes the disk, counted from 1. Returns a function that
 * gives the disk back and tells how many steps were taken. readFileSync opens through openSync: that is a read, and
 * one that fails (no such file) is part of a calm run.
 */
export function injectFaults(strike: (taken: number, ...how: Parameters<Strike>) => unknown): () => number {
  const originals = steps.map((name) => [name, fs[name]] as const);
  let taken = 0;
  for (const [name, original] of originals) {
    const faulty = (...args: unknown[]): unknown => {
      const run = (): unknown => Reflect.apply(original, fs, args);
      if (name === 'openSync' && (args[1] ?? 'r') === 'r') return run();
      taken += 1;
      return strike(taken, name, run);
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

/** The n-th step alone. */
export function injectFault(at: number, strike: Strike): () => number {
  return injectFaults((taken, step, run) => (taken === at ? strike(step, run) : run()));
}

/** Takes away the waiting for the disk: what a kill leaves does not depend on it, only what a power cut leaves does. */
export function withoutSyncing(): () => void {
  const original = fs.fsyncSync;
  Object.assign(fs, { fsyncSync: () => undefined });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, { fsyncSync: original });
    syncBuiltinESMExports();
  };
}
