import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SmallHost } from '../support/small-host/small-host.ts';
import { cli, TestStack } from '../support/stack.ts';

const whyNot = await SmallHost.whyNot();

/** What the README promises to be enough. */
const size = { bytes: 4 * 2 ** 30, cpus: 2 };

interface Report {
  readonly outcome: string;
  readonly peakMiB: number;
  readonly budgetMiB: number;
  readonly verdicts: readonly { readonly claim: string; readonly good: boolean; readonly seen: string }[];
}

/** The promise itself, on a machine that may be much larger: engine, builds and stack together in 4 GiB and 2 CPUs. */
describe.skipIf(whyNot !== undefined)(
  `on a host of 4 GiB and 2 CPUs${whyNot === undefined ? '' : ` (${whyNot})`}`,
  () => {
    const stack = TestStack.fromExample('hfsmall', '01-minimal');
    let host: SmallHost;

    beforeAll(async () => {
      host = await SmallHost.start(size);
      // Built inside are all images but this one: where there is no registry, it was made from the mirror.
      await host.takeOver('debian:trixie-slim');
    });

    afterAll(async () => {
      await host[Symbol.asyncDispose]();
      rmSync(stack.directory, { recursive: true, force: true });
    });

    it('the default stack is built, starts and is proven', async () => {
      const up = await host.run('node', [cli, 'up'], stack.directory);
      expect(up.exitCode, up.all).toBe(0);
      expect(await host.oomKills()).toEqual({ counted: 0, logged: [] });
    });

    it('and keeps its promises at its limits', async () => {
      const drill = await host.run('node', [cli, 'drill', 'limits', '--json'], stack.directory);
      expect(drill.stdout, drill.all).toMatch(/^\{/);
      const report = JSON.parse(drill.stdout) as Report;
      console.log(`peak ${String(report.peakMiB)} of ${String(report.budgetMiB)} MiB; with engine, builds and page cache ${String(host.peakMiB())} MiB`); // prettier-ignore
      expect(report.verdicts.filter(({ good }) => !good)).toEqual([]);
      expect(report.outcome).toBe('passed');
      expect(await host.oomKills()).toEqual({ counted: 0, logged: [] });
    }, 480_000);
  },
);
