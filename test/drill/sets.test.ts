import { describe, expect, test } from 'vitest';
import { components } from '../../src/components/index.ts';
import { wholeTargets } from '../../src/drill/everything.ts';
import { parseStrikes } from '../../src/drill/aim.ts';
import { atRandom, full, quick, tour } from '../../src/drill/sets.ts';
import type { Target } from '../../src/drill/target.ts';
import { planOf, specOf } from '../support/bundle.ts';

async function targetsOf(text: string): Promise<readonly Target[]> {
  const [spec, plan] = [specOf(text), planOf(text)];
  const parts = await Promise.all(
    components.map(async (component) =>
      spec.components.has(component.key)
        ? (await component.drill?.())?.(spec.components.get(component.key), plan)
        : undefined,
    ),
  );
  return [...parts.flatMap((part) => part?.targets ?? []), ...wholeTargets(plan, ['redis'])];
}

const shop = await targetsOf('name: shop');

describe('a set of drills', () => {
  test('the tour hurts each tier once', () => {
    expect(tour(shop)).toEqual(['redis.primary:kill', 'kafka.leader:kill', 'web:kill']);
  });

  test('quick is eight', () => {
    expect(quick(shop)).toHaveLength(8);
    expect(quick(shop)).toContain('nginx:reload');
  });

  test('has only what the stack has', async () => {
    expect(tour(await targetsOf('name: shop\nkafka: false\nnginx: false'))).toEqual(['redis.primary:kill']);
    expect(tour(await targetsOf('name: shop\napps: { site: { image: nginx } }'))).toContain('site:kill');
  });

  test('the whole of it can be read, and destroys nothing', () => {
    const strikes = parseStrikes(full(shop), shop);
    expect(strikes.length).toBeGreaterThan(80);
    expect(strikes.flatMap(({ blows }) => blows.flat().map(({ fault }) => fault.harm))).not.toContain(
      'destructive',
    );
  });

  test('the whole of it depends on nothing of the host, and sends no client by another way than its usual one', () => {
    const named = [
      'redis.primary:slow',
      'redis.primary:full',
      'redis.link:lag',
      'kafka.link:stall',
      'nginx.link:cut',
    ];
    expect(parseStrikes(named, shop)).toHaveLength(5);
    expect(full(shop)).toContain('redis.primary:isolate');
    expect(full(shop).filter((name) => /:(?:slow|full)$|\.link/.test(name))).toEqual([]);
  });
});

describe('at random', () => {
  const some = (seed: number): readonly string[] => {
    const row = atRandom(shop, seed);
    return Array.from({ length: 200 }, () => String(row.next().value));
  };

  test('the same seed gives the same row, another one another', () => {
    expect(some(7)).toEqual(some(7));
    expect(some(7)).not.toEqual(some(8));
  });

  test('single faults only, which all can be read and destroy nothing', () => {
    const strikes = parseStrikes(some(1), shop);
    for (const { target, fault } of strikes.flatMap(({ blows }) => blows.flat())) {
      expect(fault.harm).not.toBe('destructive');
      expect([fault.needs, target.link]).toEqual([undefined, undefined]);
      expect(['stack', 'host', 'kafka.all', 'kafka.brokers', 'redis.replicas', 'web.all']).not.toContain(
        target.name,
      );
    }
  });

  test('a row of a stack with nothing to hurt ends', () => {
    expect([...atRandom([], 1)]).toEqual([]);
  });
});
