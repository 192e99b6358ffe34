import { describe, expect, test } from 'vitest';
import { redisSchema, type RedisSettings } from '../../../src/components/redis/schema.ts';
import { rollRedis } from '../../../src/components/redis/roll.ts';
import type { ExecResult } from '../../../src/engine/engine.ts';
import { planOf, specOf } from '../../support/bundle.ts';
import { FakeEngine, wellContainers } from '../../support/fake-engine.ts';

/** What a component is asked with, on a stack whose nodes answer commands with `exec`. */
function prepare(spec: string, exec: (service: string, command: readonly string[]) => Partial<ExecResult>) {
  const plan = planOf(spec);
  const settings = (specOf(spec).components.get('redis') ?? redisSchema.parse({})) as RedisSettings;
  const containers = wellContainers(plan);
  const engine = new FakeEngine({
    containers,
    exec: (service, command) => ({ exitCode: 0, stdout: '', stderr: '', ...exec(service, command) }),
  });
  const context = { plan, engine, containers, secret: () => '', signal: new AbortController().signal };
  return { roll: rollRedis(settings, plan), context };
}

const mebibyte = 1024 * 1024;
const memory = (used: number, max: number, buffers = 0) =>
  [
    '# Memory',
    `used_memory:${String((used + buffers) * mebibyte)}`,
    `maxmemory:${String(max * mebibyte)}`,
    `mem_not_counted_for_evict:${String(buffers * mebibyte)}`,
  ].join('\r\n');

const small = 'name: shop\nredis: { memory: 48MiB }\n';

async function objections(spec: string, info: (service: string) => string) {
  const { roll, context } = prepare(spec, (service) => ({ stdout: info(service) }));
  return (await roll.objections?.(context)) ?? [];
}

describe('a smaller maxmemory', () => {
  test('is refused with numbers for each node that holds more', async () => {
    const info = (service: string) => memory(service === 'redis-2' ? 47 : 70.2, 96);
    expect(await objections(small, info)).toEqual([
      {
        place: 'redis-1',
        message: 'holds 71 MiB of at most 96, and is to hold at most 48 MiB (maxmemory, noeviction)',
        hint: 'delete what is not needed first, or leave redis.memory at 71MiB or more',
      },
      expect.objectContaining({ place: 'redis-3' }),
    ]);
  });

  test.each([
    ['what is held fits', small, memory(40, 96)],
    ['it is not smaller, however full it is', small, memory(50, 48)],
    ['what is above is buffers, which eviction does not count', small, memory(40, 96, 20)],
    ['the keys are a cache', 'name: shop\nredis: { memory: 48MiB, eviction: allkeys-lru }\n', memory(90, 96)],
    ['a node does not answer: its tier is looked at later', small, ''],
  ])('is taken when %s', async (_why, spec, info) => {
    expect(await objections(spec, () => info)).toEqual([]);
  });

  test('is refused where only some keys may be evicted', async () => {
    const spec = 'name: shop\nredis: { memory: 48MiB, eviction: volatile-lru }\n';
    expect(await objections(spec, () => memory(90, 96))).toHaveLength(3);
  });
});

describe('the order', () => {
  const { roll } = prepare(small, () => ({}));
  const seen = (data: Record<string, unknown>) => ({ facts: [], data });
  const replica = (service: string, bytesBehind: number | null) => ({ service, bytesBehind });

  test('puts the primary last, and nobody when there is none', () => {
    expect(roll.last?.(seen({ primary: { service: 'redis-2' } }))).toEqual(['redis-2']);
    expect(roll.last?.(seen({ primary: null }))).toEqual([]);
    expect(roll.last?.(seen({}))).toEqual([]);
  });

  test('waits for replicas that are far behind', () => {
    const replicas = [replica('redis-1', 4096), replica('redis-3', 5 * mebibyte), replica('redis-4', null)];
    expect(roll.missing?.(seen({ replicas }))).toEqual([
      'redis-3 is 5242880 bytes behind',
      'redis-4 is unknown bytes behind',
    ]);
    expect(roll.missing?.(seen({}))).toEqual([]);
  });
});

describe('handing over', () => {
  const asked: string[] = [];
  const handOver = async (answer: Partial<ExecResult>) => {
    const { roll, context } = prepare(small, (service, command) => {
      asked.push(`${service}: ${command.join(' ')}`);
      return answer;
    });
    await roll.handOver?.('redis-2', context);
  };

  test('happens in the primary’s own container, where the password is', async () => {
    await handOver({ stdout: 'redis-1 is the primary now\n' });
    expect(asked.at(-1)).toBe('redis-2: redis-handover');
  });

  test('that fails says why, and the primary is not restarted', async () => {
    const stderr =
      '10:00:01 holdfast redis-2: no Sentinel fails over: NOGOODSLAVE No suitable replica to promote\n';
    await expect(handOver({ exitCode: 1, stderr })).rejects.toMatchObject({
      code: 'no',
      message: expect.stringContaining('NOGOODSLAVE') as string,
    });
  });

  test('an image that does not know how is stopped instead: the Sentinels do the rest', async () => {
    await handOver({ exitCode: 127, stderr: 'exec: "redis-handover": executable file not found in $PATH' });
  });

  test('a single node has nobody to hand over to', () => {
    const { roll } = prepare('name: shop\nredis: { nodes: 1 }\n', () => ({}));
    expect(roll.handOver).toBeUndefined();
    expect(roll.alone).toMatch(/^has a single node.*redis\.nodes: 3/);
  });
});
