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

test('the defaults claim three nodes, three Sentinels and the endpoint', () => {
  const { tiers } = claim(settings(), context);
  const members = tiers.flatMap((tier) => tier.members.map((member) => ({ ...member, tier })));
  expect(
    members.map(({ name, octet, tier }) => `${name} .${String(octet)} >= ${String(tier.memory.least)}`),
  ).toEqual([
    'redis-1 .11 >= 96',
    'redis-2 .12 >= 96',
    'redis-3 .13 >= 96',
    'sentinel-1 .21 >= 32',
    'sentinel-2 .22 >= 32',
    'sentinel-3 .23 >= 32',
    'redis-endpoint .20 >= 48',
  ]);
});

test('the node limit holds maxmemory twice and the replicas’ buffers', () => {
  const { tiers } = claim(settings({ memory: '512MiB' }), context);
  expect(tiers[0]?.memory.own?.limitMiB).toBe(2 * 512 + 64);
  expect(tiers[0]?.memory.own?.inSpec(2 * 512 + 64)).toBe(512);
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
