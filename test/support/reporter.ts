import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Leaves the counts of a run in the file that HOLDFAST_TEST_COUNTS names; scripts/test.mjs adds the projects up. A
 * file that cannot be loaded, a hook that fails and an error outside every test each count as one failure:
 * otherwise a broken file would be a file without failures.
 */
export class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const path = process.env['HOLDFAST_TEST_COUNTS'];
    if (path !== undefined) writeFileSync(path, JSON.stringify(countModules(modules, errors.length)));
  }
}

function countModules(modules: readonly TestModule[], unhandled: number): Counts {
  const counts: Counts = { passed: 0, failed: unhandled, skipped: 0 };
  for (const module of modules) {
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      counts[state === 'pending' ? 'skipped' : state] += 1;
    }
  }
  return counts;
}
