import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOnlyOwn, writeOwn } from '../support/own-data.ts';
import { TestStack } from '../support/stack.ts';

/** As far as it is read here: `holdfast drill limits --json`. */
interface Report {
  readonly outcome: string;
  readonly peakMiB: number;
  readonly budgetMiB: number;
  readonly verdicts: readonly { readonly claim: string; readonly good: boolean; readonly seen: string }[];
  readonly phases: readonly { readonly name: string }[];
  readonly services: readonly { readonly peakMiB: number; readonly limitMiB: number }[];
}

/** The default stack on this machine, with data of a user's; small-host.test.ts does it on the least that is promised. */
describe('drill limits', () => {
  const stack = TestStack.fromExample('hflimits-test', '01-minimal');
  let redis: Redis;

  beforeAll(async () => {
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    redis = await stack.redis();
    await writeOwn(redis);
  });

  afterAll(async () => {
    redis.disconnect();
    await stack[Symbol.asyncDispose]();
  });

  it('presses everything, passes, and leaves nothing but the user’s own', async () => {
    const drill = await stack.holdfast('drill', 'limits', '--seconds', '8', '--json');
    expect(drill.stdout, drill.all).toMatch(/^\{/);
    const report = JSON.parse(drill.stdout) as Report;
    console.log(`peak ${String(report.peakMiB)} of ${String(report.budgetMiB)} MiB`);
    expect(report.verdicts.filter(({ good }) => !good)).toEqual([]);
    expect(report.outcome).toBe('passed');
    expect(drill.exitCode).toBe(0);
    expect(report.phases.map(({ name }) => name)).toEqual([
      'nginx:slow',
      'kafka:produce',
      'redis:fill',
      'redis:unread',
      'redis:rewrite',
      'all',
    ]);
    expect(report.services.every(({ peakMiB, limitMiB }) => peakMiB > 0 && peakMiB < limitMiB)).toBe(true);
    await expectOnlyOwn(stack, redis);
  }, 480_000);
});
