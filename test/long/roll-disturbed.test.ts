import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChangingStack, orders } from '../support/changing.ts';
import { interrupted } from '../support/interrupted.ts';
import { eventually } from '../support/stack.ts';

/** What may come between while a change is rolled through a running stack. */
describe('up on a running stack', () => {
  const stack = new ChangingStack('hfrollon', { kafka: orders('48') });

  beforeAll(() => stack.goodUp());
  afterAll(() => stack[Symbol.asyncDispose]());

  it('interrupted between two nodes leaves a whole tier, and the next up goes on with the rest', async () => {
    stack.change({ kafka: orders('47') });
    const first = await interrupted(stack, (said) => /rolling: kafka-\d \(1 of 3\), waiting/.test(said));
    expect(first.exitCode, first.all).toBe(130);
    // The one under way when it comes is finished; it may be the first or the second.
    const left = /interrupted while rolling; still as before: (.*)/.exec(first.all)?.[1]?.split(', ') ?? [];
    expect(left.filter((service) => service.startsWith('kafka-')).length, first.all).toBeGreaterThan(0);
    await eventually('both tiers are whole by themselves', 60_000, async () => {
      const { tiers } = await stack.statusNow();
      return tiers.redis.well && tiers.kafka.well ? true : undefined;
    });
    const rest = await stack.goodUp();
    expect(rest.rolled.map(({ service }) => service).sort()).toEqual(left.sort());
  });

  it('begins with what is down, and goes on when that has mended the tier', async () => {
    await stack.compose('kill', '-s', 'KILL', 'kafka-2');
    stack.change({ kafka: orders('46') });
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    expect(up.stderr).toContain('rolling: kafka-2 first, not working as it is');
    expect(up.stderr).toMatch(/rolling: kafka-\d \(2 of 2\), waiting/);
  });
});
