import { describe, expect, test } from 'vitest';
import { redisEnds } from '../../../../src/components/redis/drill/ends.ts';
import { redisTargets } from '../../../../src/components/redis/drill/targets.ts';
import { redisVersions } from '../../../../src/components/redis/drill/versions.ts';
import { redisSchema } from '../../../../src/components/redis/schema.ts';
import { planOf } from '../../../support/bundle.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';

const plan = planOf('name: shop');
const settings = redisSchema.parse({});
const addressOf = (service: string): string => plan.services.get(service)?.address ?? '';

/** What each member is, or that it does not answer. */
interface Tier {
  readonly primaries?: readonly string[];
  readonly away?: readonly string[];
  /** Whom each Sentinel names, with its epoch; redis-1 with 3 unless said. */
  readonly words?: Readonly<Record<string, readonly [node: string, epoch: number]>>;
  readonly tilted?: readonly string[];
  /** Replicas that are online at the primary; all unless said. */
  readonly online?: number;
  readonly valkey?: string;
}

describe('targets', () => {
  test.each([
    ['redis.primary', {}, ['redis-1']],
    ['redis.replica', {}, ['redis-2']],
    ['redis.replica', { number: 2 }, ['redis-3']],
    ['redis.replicas', {}, ['redis-2', 'redis-3']],
    ['redis.sentinel', {}, ['sentinel-1']],
    ['redis.sentinel', { number: 3 }, ['sentinel-3']],
    ['redis.sentinels', {}, ['sentinel-1', 'sentinel-2']],
  ] as const)('%s %j in a whole tier', async (name, pick, services) => {
    expect(await find(name, pick, {})).toEqual(services);
  });

  test('the primary is whom the newest word names, whatever one that was away still says', async () => {
    const tier = {
      primaries: ['redis-1', 'redis-3'],
      words: { 'sentinel-2': ['redis-3', 4], 'sentinel-3': ['redis-3', 4] },
    } as const;
    expect(await find('redis.primary', {}, tier)).toEqual(['redis-3']);
    expect(await find('redis.replica', {}, tier)).toEqual(['redis-2']);
  });

  test('without a Sentinel a single claim counts', async () => {
    const away = ['sentinel-1', 'sentinel-2', 'sentinel-3'];
    expect(await find('redis.primary', {}, { away })).toEqual(['redis-1']);
  });

  test.each([
    [
      'redis.primary',
      {},
      { away: ['redis-1'] },
      'no Redis primary: no node says that it is, the Sentinels name redis-1',
    ],
    [
      'redis.replica',
      { number: 2 },
      { away: ['redis-3'] },
      'there is no replica 2 just now: 1 of them answer',
    ],
    [
      'redis.replicas',
      {},
      { away: ['redis-2', 'redis-3'] },
      'there is no replica 1 just now: 0 of them answer',
    ],
    [
      'redis.sentinel',
      { number: 3 },
      { away: ['sentinel-1'] },
      'there is no Sentinel 3 just now: 2 of them answer',
    ],
    [
      'redis.sentinels',
      {},
      { away: ['sentinel-1', 'sentinel-3'] },
      'there is no Sentinel 2 just now: 1 of them answer',
    ],
  ] as const)('%s %j of %j is not there', async (name, pick, tier, message) => {
    await expect(find(name, pick, tier)).rejects.toMatchObject({ code: 'no', message });
  });

  test('a node alone has no replica to hurt', () => {
    const names = redisTargets({ ...settings, nodes: 1 }).map(({ name }) => name);
    expect(names).toEqual(['redis.primary', 'redis.sentinel', 'redis.sentinels', 'redis.link']);
  });

  async function find(name: string, pick: { number?: number }, tier: Tier): Promise<readonly string[]> {
    const target = redisTargets(settings).find((one) => one.name === name)!;
    const found = await target.find(contextOf(tier), pick);
    expect(target.among).toEqual(expect.arrayContaining([...found]));
    return found;
  }
});

test('what runs, as far as anybody says', async () => {
  const { redis, ioredis } = await redisVersions(settings, contextOf({ away: ['redis-1'] }));
  expect([redis, ioredis]).toEqual(['8.0.2', expect.stringMatching(/^6\.\d+/)]);
  const valkey = { ...settings, engine: 'valkey' } as const;
  expect(await redisVersions(valkey, contextOf({ valkey: '8.1.1' }))).toMatchObject({ valkey: '8.1.1' });
  const away = ['redis-1', 'redis-2', 'redis-3'];
  expect(await redisVersions(settings, contextOf({ away }))).not.toHaveProperty('redis');
});

describe('how it has to be at the end', () => {
  test('a whole tier', async () => {
    expect(await looks({})).toEqual([
      'redis-1 is primary, 3 of 3 Sentinels name it',
      '2 of 2 replicas of redis-1 online, at most 40 bytes behind',
      '0 of 3 Sentinels in TILT',
    ]);
  });

  test.each([
    [
      'two primaries',
      { primaries: ['redis-1', 'redis-2'] },
      '2 nodes say that they are primary: redis-1, redis-2',
    ],
    ['none', { primaries: [] }, '0 nodes say that they are primary: none'],
    [
      'a Sentinel that names another',
      { words: { 'sentinel-2': ['redis-2', 2] } },
      'redis-1 is primary, 2 of 3 Sentinels name it',
    ],
    [
      'a replica that still copies',
      { online: 1 },
      '1 of 2 replicas of redis-1 online, at most 40 bytes behind',
    ],
    ['TILT', { tilted: ['sentinel-3'] }, 'sentinel-3 is in TILT'],
    ['a silent Sentinel', { away: ['sentinel-1'] }, 'sentinel-1 does not answer'],
  ] as const)('%s', async (_name, tier, message) => {
    expect(await looks(tier)).toContain(`no: ${message}`);
  });

  async function looks(tier: Tier): Promise<string[]> {
    return Promise.all(
      redisEnds(settings).map(({ look }) =>
        look(contextOf(tier)).then(
          ({ seen }) => seen,
          (error: unknown) => `no: ${(error as Error).message}`,
        ),
      ),
    );
  }
});

function contextOf(tier: Tier) {
  return {
    plan,
    engine: new FakeEngine({
      exec: (service, _command, input = '') => {
        if (tier.away?.includes(service) === true) throw new Error(`${service} is paused`);
        return { exitCode: 0, stdout: answer(service, input, tier), stderr: '' };
      },
    }),
    secret: () => 'secret',
    signal: new AbortController().signal,
  };
}

function answer(service: string, question: string, tier: Tier): string {
  const { primaries = ['redis-1'], words = {}, tilted = [], online = 2 } = tier;
  if (question.startsWith('INFO server'))
    return `redis_version:8.0.2\r\n${tier.valkey === undefined ? '' : `valkey_version:${tier.valkey}\r\n`}`;
  if (question.startsWith('INFO sentinel'))
    return `# Sentinel\r\nsentinel_masters:1\r\nsentinel_tilt:${tilted.includes(service) ? '1' : '0'}\r\n`;
  if (question.startsWith('SENTINEL')) {
    const [node, epoch] = words[service] ?? ['redis-1', 3];
    return `OK 3 usable Sentinels.\nname\nshop\nip\n${addressOf(node)}\nport\n6381\nflags\nmaster\nconfig-epoch\n${String(epoch)}\nquorum\n2\n`;
  }
  if (!primaries.includes(service))
    return `role:slave\r\nmaster_host:${addressOf('redis-1')}\r\nmaster_link_status:up\r\n`;
  const followers = ['redis-2', 'redis-3'].map(
    (name, index) =>
      `slave${String(index)}:ip=${addressOf(name)},port=6382,state=${index < online ? 'online' : 'wait_bgsave'},offset=60,lag=0`,
  );
  return ['role:master', ...followers, 'master_repl_offset:100'].join('\r\n');
}
