import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { buildImage, type RedisEngine } from './images.ts';
import { Tier, until } from './tier.ts';

const keys = 20_001;

beforeAll(async () => {
  await buildImage('redis');
  await buildImage('valkey');
}, 240_000);

// Each on a tier of its own, and most of the time waiting: some side by side.
test.concurrent.each<RedisEngine>(['redis', 'valkey'])(
  '%s boots with one primary, fails over, and takes the old primary back as a replica',
  async (engine) => {
    await using tier = await Tier.started(engine);
    expect(await tier.primaries()).toEqual(['redis-1']);
    await tier.fill('redis-1', keys);

    await tier.kill('redis-1');
    const promoted = await tier.primaryOtherThan('redis-1');
    await until(
      'a write after the failover',
      5,
      async () => (await tier.redis(promoted, 'SET', 'after', 'failover')) === 'OK',
    );

    await tier.start('redis-1');
    expect(await tier.whole()).toBe(promoted);
    expect(await tier.redis('redis-1', 'GET', 'after')).toBe('failover');
    expect(await tier.logs('redis-1')).not.toMatch(/primary: most Sentinels/);
    expect(await tier.sizes()).toEqual([keys + 1, keys + 1, keys + 1]);
  },
  120_000,
);

test.concurrent(
  'an emptied primary that returns inside down-after takes no data from its replicas',
  async () => {
    await using tier = await Tier.started();
    await tier.fill('redis-1', keys);

    await tier.destroy('redis-1');
    await tier.run('redis-1');

    expect(await tier.whole()).not.toBe('redis-1');
    expect(await tier.sizes()).toEqual([keys, keys, keys]);
  },
  120_000,
);

test.concurrent(
  'an emptied primary waits as long as no Sentinel can fail over',
  async () => {
    await using tier = await Tier.started();
    await tier.fill('redis-1', keys);
    await tier.kill(...tier.sentinels);

    await tier.destroy('redis-1');
    await tier.run('redis-1');
    await sleep(13_000);
    expect(await tier.primaries()).toEqual([]);

    await tier.start(...tier.sentinels);
    await tier.whole();
    expect(await tier.sizes()).toEqual([keys, keys, keys]);
  },
  180_000,
);

test.concurrent(
  'a primary that is restarted keeps its data and the tier one primary',
  async () => {
    await using tier = await Tier.started();
    await tier.fill('redis-1', keys);
    await tier.restart('redis-1');
    await tier.whole();
    expect(await tier.sizes()).toEqual([keys, keys, keys]);
  },
  120_000,
);

test.concurrent(
  'everything killed comes back with all data and the primary it had',
  async () => {
    await using tier = await Tier.started();
    const promoted = await tier.failedOver(keys);

    await tier.kill(...tier.members);
    await tier.start(...tier.members);

    expect(await tier.whole()).toBe(promoted);
    expect(await tier.sizes()).toEqual([keys, keys, keys]);
  },
  120_000,
);

test.concurrent(
  'without Sentinels only the last primary returns as one, and only with the others to vouch for it',
  async () => {
    await using tier = await Tier.started();
    const promoted = await tier.failedOver(keys);
    await sleep(1_500); // the watcher looks once a second
    await tier.kill(...tier.members);

    const replicas = tier.nodes.filter((node) => node !== promoted);
    await tier.start(...replicas);
    await sleep(13_000);
    expect(await tier.primaries()).toEqual([]);
    expect(await tier.logs('redis-1')).toMatch(/wait: no Sentinels and no primary; I was replica/);

    await tier.start(promoted);
    await sleep(13_000);
    expect(await tier.primaries()).toEqual([promoted]);
    await tier.start(...tier.sentinels);
    expect(await tier.whole()).toBe(promoted);
    expect(await tier.sizes()).toEqual([keys, keys, keys]);
  },
  120_000,
);

test.concurrent(
  'Sentinels that lost their volumes find the primary that runs',
  async () => {
    await using tier = await Tier.started();
    const promoted = await tier.failedOver(keys);

    await tier.destroy(...tier.sentinels);
    await tier.run(...tier.sentinels);
    expect(await tier.whole()).toBe(promoted);
    await tier.kill(promoted);
    await tier.primaryOtherThan(promoted);
  },
  120_000,
);
