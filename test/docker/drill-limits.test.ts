import { execa } from 'execa';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, eventually, TestStack } from '../support/stack.ts';

interface Report {
  readonly outcome: string;
  readonly peakMiB: number;
  readonly budgetMiB: number;
  readonly verdicts: readonly { readonly claim: string; readonly good: boolean; readonly seen: string }[];
  readonly phases: readonly { readonly name: string }[];
  readonly services: readonly { readonly peakMiB: number; readonly limitMiB: number }[];
}

/** `holdfast drill limits` on the default stack, with data of a user's beside it. */
describe('drill limits', () => {
  const stack = TestStack.fromExample('hfdrill-test', '01-minimal');
  let redis: Redis;

  beforeAll(async () => {
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    redis = await stack.redis();
    await redis.set('test:own', 'mine');
  });

  afterAll(async () => {
    redis.disconnect();
    await stack[Symbol.asyncDispose]();
  });

  it('presses everything, passes, and leaves nothing but the user’s own', async () => {
    const drill = await stack.holdfast('drill', 'limits', '--seconds', '15', '--json');
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
    await expectOnlyOwn();
  }, 480_000);

  it('removes what it made when it is interrupted in the middle of a load', async () => {
    const running = execa('node', [cli, 'drill', 'limits', '--seconds', '30'], {
      cwd: stack.directory,
      reject: false,
      all: true,
    });
    let said = '';
    running.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    // Then there are keys, and memory is full or close to it.
    await eventually('Redis is being filled', 120_000, () => {
      return Promise.resolve(/redis:fill .*refused/.test(said) ? true : undefined);
    });
    expect(await drillKeys()).toBeGreaterThan(0);
    running.kill('SIGINT');
    const { exitCode, all } = await running;
    expect(exitCode, all).toBe(130);
    await expectOnlyOwn();
  });

  async function drillKeys(): Promise<number> {
    const found = await redis.keys('holdfast:drill:*');
    return found.length;
  }

  async function expectOnlyOwn(): Promise<void> {
    expect(await redis.get('test:own')).toBe('mine');
    expect(await drillKeys()).toBe(0);
    const admin = (await stack.kafka()).kafka.admin();
    await admin.connect();
    try {
      const topics = await admin.listTopics();
      expect(topics.filter((topic) => topic.startsWith('holdfast.drill.'))).toEqual([]);
      const { groups } = await admin.listGroups();
      expect(groups.filter(({ groupId }) => groupId.startsWith('holdfast.drill.'))).toEqual([]);
    } finally {
      await admin.disconnect();
    }
  }
});
