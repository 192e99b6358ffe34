import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mostAway, Watch } from '../../support/away.ts';
import type { Outcome } from '../../support/changing.ts';
import { RedisLoad } from '../../support/load.ts';
import { runningIds } from '../../support/running.ts';
import type { TestStack } from '../../support/stack.ts';
import { whole } from './status.ts';

/** One tier of a running stack, by a spec that changes Redis alone; test/long/roll.test.ts has all of them under load. */
export function rollCases(stack: TestStack, changed: string): void {
  it('up restarts the nodes of what has changed one at a time, loses nothing, and proves the stack', async () => {
    const before = await runningIds(stack.name);
    const primary = (await whole(stack)).seen.tiers.redis.primary?.service;
    await using redis = new RedisLoad(await stack.redis());
    await using watch = new Watch(stack.name);
    await redis.run(1000);

    writeFileSync(join(stack.directory, 'stack.yaml'), changed);
    const up = await stack.holdfast('up', '--json');
    expect(up.exitCode, up.all).toBe(0);

    const { rolled, total } = JSON.parse(up.stdout) as Outcome;
    const times = rolled.map(({ service, milliseconds }) => `${service} ${String(milliseconds)}`).join(', ');
    console.log(`rolled in ${String(total)} ms: ${times}; ${String(redis.acknowledged)} writes acknowledged`);
    const order = rolled.map(({ service }) => service);
    expect(order.toSorted()).toEqual(['redis-1', 'redis-2', 'redis-3']);
    expect(order.at(-1)).toBe(primary);
    expect(up.stderr).toContain(`rolling: ${String(primary)} (3 of 3), handing over its role`);
    expect(mostAway(watch.turns), JSON.stringify(watch.turns)).toMatchObject({ redis: 1 });
    const after = await runningIds(stack.name);
    expect([...after.keys()].filter((service) => after.get(service) !== before.get(service)).sort()).toEqual(
      order.toSorted(),
    );
    expect(await redis.lost()).toEqual([]);
  });
}
