import { beforeAll, describe, expect, it } from 'vitest';
import { followingClient } from '../docker/redis-client/following.ts';
import { buildImage, type RedisEngine } from '../docker/redis/images.ts';
import { Tier, until } from '../docker/redis/tier.ts';

const engines: RedisEngine[] = ['redis', 'valkey'];

describe.each(engines)('a role that goes over, with %s', (engine) => {
  beforeAll(() => buildImage(engine));

  it('is handed over, with one Sentinel away as well, and the clock of the others is as it was', async () => {
    await using tier = await Tier.started(engine);
    await tier.kill('sentinel-1');
    expect(await tier.handOver('redis-1')).toMatch(/^redis-[23] is the primary now$/);
    await until('the role to be where it went', 10, async () => {
      const [primary] = await tier.primaries();
      return primary !== undefined && primary !== 'redis-1';
    });
    expect(await tier.sentinelDebug('sentinel-2', 'INFO-PERIOD')).toBe('10000');
  });

  it('stays where it is when a replica cannot have everything, and writing goes on at once', async () => {
    await using tier = await Tier.started(engine);
    await using client = await followingClient(tier);
    await client.set('before', '1');
    await tier.pause('redis-3');
    try {
      await expect(tier.handOver('redis-1')).rejects.toThrow(/redis-3 (does not answer|has not caught up)/);
      const began = performance.now();
      expect(await client.set('after', '1')).toBe('OK');
      expect(performance.now() - began).toBeLessThan(1500);
      expect(await tier.role('redis-1')).toBe('master');
    } finally {
      await tier.unpause('redis-3');
    }
  });

  it('is followed by the other replica at the word of the watcher, and not only of the Sentinel', async () => {
    await using tier = await Tier.started(engine);
    await tier.kill('redis-1');
    const promoted = await tier.primaryOtherThan('redis-1');
    const other = promoted === 'redis-2' ? 'redis-3' : 'redis-2';
    // Whoever is second changes nothing; the node notes both.
    const told = /REPLICAOF (\S+ enabled|would result)/g;
    await until('both to have told it', 30, async () => {
      return ((await tier.logs(other)).match(told) ?? []).length === 2;
    });
  });
});
