import { describe, expect, test } from 'vitest';
import type { StackError } from '../../src/errors.ts';
import { planOf, specOf } from '../support/bundle.ts';

describe('limits', () => {
  test('set a tier, every service of it', () => {
    const { services } = planOf('name: shop\nlimits: { sentinel: 48MiB, kafka-topics: 160MiB }\n');
    expect(['sentinel-1', 'sentinel-2', 'sentinel-3'].map((name) => services.get(name)?.memoryMiB)).toEqual([
      48, 48, 48,
    ]);
    expect(services.get('kafka-topics')?.memoryMiB).toBe(160);
  });

  test('of Redis and Kafka decide what is inside as well', () => {
    expect(planOf('name: shop\nlimits: { redis: 320MiB }\n').decisions).toContainEqual(
      expect.objectContaining({
        what: 'redis.memory',
        because: expect.stringContaining('128 MiB') as string,
      }),
    );
  });

  const refused: readonly [string, string, string][] = [
    ['limits: { sentinal: 48MiB }', '3:11 limits.sentinal: is no tier', 'did you mean sentinel?'],
    ['limits: { redis: 64MiB }', '3:18 limits.redis: must be at least 96MiB, is 64MiB', 'maxmemory'],
    ['redis: 96MiB\nlimits: { redis: 256MiB }', '4:18 limits.redis: is set by redis.memory', 'leave one'],
    ['kafka: false\nlimits: { kafka: 640MiB }', '4:11 limits.kafka: is no tier', ''],
    ['limits: { web: 96MB }', '3:16 limits.web is "96MB": must be a size', ''],
    ['limits: 3', '3:9 limits is 3: must be a map', ''],
  ];
  test.each(refused)('%j is refused with its place', (text, complaint, hint) => {
    const [, at, message] = /^(\d+:\d+) (.*)$/.exec(complaint) ?? [];
    let seen: StackError | undefined;
    try {
      specOf(`name: shop\nfailover: fast\n${text}\n`);
    } catch (error) {
      seen = error as StackError;
    }
    const [first] = seen?.diagnostics ?? [];
    expect(first?.message).toContain(message);
    expect(first?.place).toContain(at);
    expect(first?.hint ?? '').toContain(hint);
  });
});
