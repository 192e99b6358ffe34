import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { redisClientFiles } from '../../../../src/components/redis/clients.ts';
import { placeOf } from '../../../../src/components/redis/drill/workload/place.ts';
import { ioredisSettings, nodeRedisSettings } from '../../../../src/components/redis/drill/workload/stock.ts';
import { streamPlans } from '../../../../src/components/redis/drill/workload/streams.ts';
import { redisSchema } from '../../../../src/components/redis/schema.ts';
import { planOf } from '../../../support/bundle.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';

const settings = redisSchema.parse({});

describe('streams', () => {
  test('each has an id of its own, and one is judged', () => {
    const plans = streamPlans(settings, 1);
    expect(new Set(plans.map(({ facts }) => facts.id)).size).toBe(plans.length);
    expect(plans.filter(({ facts }) => facts.judged).map(({ facts }) => facts.id)).toEqual([
      'redis/set/holdfast/replica',
    ]);
  });

  test('about two hundred operations a second, in whatever pace is asked for', () => {
    const rate = (times: number): number =>
      streamPlans(settings, times).reduce((sum, { lanes, pace }) => sum + (1000 * lanes) / pace, 0);
    expect(rate(1)).toBeGreaterThan(150);
    expect(rate(1)).toBeLessThan(260);
    expect(rate(2)).toBeCloseTo(2 * rate(1));
  });

  test('a node alone has no replica to wait for: the primary’s own word is judged, and nothing is promised', () => {
    const plans = streamPlans({ nodes: 1 }, 1);
    expect(plans.filter(({ facts }) => facts.judged).map(({ name }) => name)).toEqual(['primary']);
    expect(plans.filter(({ facts }) => facts.promise === 'kept')).toEqual([]);
  });

  test('the releases of other clients are those that are installed', async () => {
    for (const name of ['ioredis', 'redis'] as const) {
      const { version } = JSON.parse(await readFile(`node_modules/${name}/package.json`, 'utf8')) as {
        version: string;
      };
      const client = `${name === 'redis' ? 'node-redis' : name} ${version.split('.')[0] ?? ''}`;
      expect(streamPlans(settings, 1).map(({ facts }) => facts.client)).toContain(client);
    }
  });
});

describe('where clients find the tier', () => {
  test('on the host every address is mapped to 127.0.0.1, and a name leads back to its service', () => {
    const place = placeFor(planOf('name: shop'));
    expect(place.sentinels[0]).toEqual({ host: '127.0.0.1', port: 26_381 });
    expect(Object.values(place.addressMap).every(({ host }) => host === '127.0.0.1')).toBe(true);
    expect(Object.keys(place.addressMap)).toHaveLength(6);
    expect(place.nameOf({ host: '127.0.0.1', port: 6382 })).toBe('redis-2');
    expect(place.nameOf({ host: '127.0.0.1', port: 1 })).toBe('127.0.0.1:1');
  });

  test('a stack that publishes nothing is reached at its own addresses', () => {
    const plan = planOf('name: shop\npublish: false');
    const place = placeFor(plan);
    const address = plan.services.get('redis-2')?.address ?? '';
    expect(place.sentinels[0]?.host).toBe(plan.services.get('sentinel-1')?.address);
    expect(place.nameOf({ host: address, port: 6382 })).toBe('redis-2');
  });
});

describe('other clients have the settings that every bundle ships', () => {
  test.each([
    ['clients/ioredis.mjs', ioredisSettings],
    ['clients/node-redis.mjs', nodeRedisSettings],
  ] as const)('%s', async (path, ours) => {
    const plan = planOf('name: shop');
    const shipped = await imported(redisClientFiles(plan, 0).find((file) => file.path === path)?.text ?? '');
    expect(comparable(ours(placeFor(plan)))).toEqual(comparable(shipped));
  });

  async function imported(text: string): Promise<unknown> {
    const directory = await mkdtemp(join(tmpdir(), 'hf-clients-'));
    try {
      const file = join(directory, 'client.mjs');
      await writeFile(file, text);
      await writeFile(join(directory, 'password'), 'secret');
      const module = (await import(pathToFileURL(file).href)) as {
        fromHost: (passwordFile: string) => unknown;
      };
      return module.fromHost(join(directory, 'password'));
    } finally {
      await rm(directory, { recursive: true });
    }
  }

  /** Functions by what they answer: of an attempt, and of errors. */
  function comparable(value: unknown): unknown {
    if (typeof value === 'function') {
      const asked = [1, 3, 100, ...['READONLY', 'LOADING x', 'ERR'].map((words) => new Error(words))];
      return asked.map((one) => answerOf(value as (one: unknown) => unknown, one));
    }
    if (Array.isArray(value)) return value.map(comparable);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, comparable(one)]));
  }

  function answerOf(call: (one: unknown) => unknown, asked: unknown): unknown {
    try {
      return call(asked);
    } catch {
      return 'throws';
    }
  }
});

function placeFor(plan: ReturnType<typeof planOf>) {
  return placeOf(settings, {
    plan,
    engine: new FakeEngine(),
    secret: () => 'secret',
    signal: new AbortController().signal,
  });
}
