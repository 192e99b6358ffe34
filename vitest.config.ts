import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { CountsReporter } from './test/support/reporter.ts';

/** By file name, so that the Docker suite runs in the same order everywhere and not slowest first. */
class ByName extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1)));
  }
}

/** For tests that wait for containers, ms. */
const patient = { testTimeout: 300_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    reporters: ['default', new CountsReporter()],
    sequence: { sequencer: ByName },
    teardownTimeout: 60_000,
    // Of the tests of one file that may run side by side.
    maxConcurrency: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,mjs}'],
          exclude: ['test/docker/**', 'test/long/**', 'node_modules/**'],
          // A fresh world for each file would take longer than the tests.
          isolate: false,
          // A property is tried on as many inputs on a busy machine as on an idle one.
          testTimeout: 30_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // One tier or one container at a time, which mostly wait: two files side by side.
        test: {
          name: 'parts',
          include: ['test/docker/*/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          ...patient,
        },
      },
      {
        test: {
          name: 'docker',
          include: ['test/docker/*.test.ts'],
          // One file at a time: each starts a whole stack, and two cores do not carry two.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          ...patient,
        },
      },
      {
        // What takes too long for every change, or a machine of which much is asked: `npm run test:long`.
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
          ...patient,
        },
      },
    ],
  },
});
