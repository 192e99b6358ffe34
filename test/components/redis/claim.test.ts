import { expect, test } from 'vitest';
import type { ClaimContext } from '../../../src/component.ts';
import { check, claim } from '../../../src/components/redis/claim.ts';
import { redisSchema } from '../../../src/components/redis/schema.ts';

const context: ClaimContext = {
  name: 'shop',
  failover: 'balanced',
  publish: true,
  enabled: new Set(['redis']),
};
const settings = (given: object = {}) => redisSchema.parse(given);

test('the defaults claim three nodes of 256 MiB, three Sentinels and the endpoint', () => {
  const { services } = claim(settings(), context);
  expect(
    services.map(({ name, memoryMiB, octet }) => `${name} ${String(memoryMiB)} .${String(octet)}`),
  ).toEqual([
    'redis-1 256 .11',
    'redis-2 256 .12',
    'redis-3 256 .13',
    'sentinel-1 32 .21',
    'sentinel-2 32 .22',
    'sentinel-3 32 .23',
    'redis-endpoint 48 .20',
  ]);
});

test('the node limit holds maxmemory twice and the replicas’ buffers', () => {
  const { services } = claim(settings({ memory: '512MiB' }), context);
  expect(services[0]?.memoryMiB).toBe(2 * 512 + 64);
});

test('a port the spec names is fixed, the others may move', () => {
  const { ports } = claim(settings({ ports: { nodes: 7001 }, endpoint: 6380 }), context);
  expect(ports?.find(({ id }) => id === 'redis-3')).toMatchObject({ preferred: 7003, fixed: true });
  expect(ports?.find(({ id }) => id === 'sentinel-1')).toMatchObject({ preferred: 26_381, fixed: false });
  expect(ports?.find(({ id }) => id === 'redis-endpoint')).toMatchObject({ preferred: 6380, fixed: true });
});

test('nothing is published when the stack keeps its stores to itself', () => {
  expect(claim(settings(), { ...context, publish: false }).ports).toEqual([]);
});

test('a row of ports may neither leave the range nor cover the lobby', () => {
  expect(check(settings({ ports: { nodes: 65_534 } }), context)).toHaveLength(1);
  expect(check(settings({ ports: { nodes: 16_378 } }), context)).toHaveLength(1);
  expect(check(settings({ ports: { nodes: 16_380, sentinels: 16_370 } }), context)).toEqual([]);
});

test.each([
  { sentinels: 4 },
  { sentinels: 1 },
  { nodes: 0 },
  { nodes: 10 },
  { database: 16 },
  { memory: '96MB' },
  { downAfter: '500ms' },
  { engine: 'memcached' },
  { config: { appendonly: false } },
  { config: { 'bad name': 'x' } },
  { config: { loglevel: 'notice\nappendonly no' } },
  { surprise: 1 },
])('refuses %j', (given) => {
  expect(redisSchema.safeParse(given).success).toBe(false);
});
