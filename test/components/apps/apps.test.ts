import { describe, expect, test } from 'vitest';
import { apps } from '../../../src/components/apps/index.ts';
import { appsSchema } from '../../../src/components/apps/schema.ts';
import type { ConnectionOffer } from '../../../src/component.ts';
import { planOf } from '../nginx/plan.ts';

const context = { name: 'shop', failover: 'balanced', publish: true, enabled: new Set<string>() } as const;
const redis: ConnectionOffer = {
  kind: 'connection',
  of: 'redis',
  environment: { REDIS_PASSWORD_FILE: '/run/secrets/redis-app-password' },
  secrets: ['redis-app-password'],
};

describe('apps', () => {
  test('none at all is the demo app with two replicas and a spare', () => {
    const claim = apps.claim(appsSchema.parse({}), context);
    const [tier] = claim.tiers;
    expect(tier).toMatchObject({ name: 'web', trust: 'ours', memory: { least: 80, most: 80 } });
    expect(tier?.members.map(({ name, octet, role }) => [name, octet, role])).toEqual([
      ['web-1', 50, 'replica'],
      ['web-2', 51, 'replica'],
      ['web-spare-1', 52, 'spare'],
    ]);
  });

  test('a local app has an endpoint on this machine and no container', () => {
    const settings = appsSchema.parse({ admin: { local: 5173, path: '/admin/' } });
    expect(apps.claim(settings, context).tiers).toEqual([]);
    expect(apps.offer?.(settings, planOf(settings))).toEqual([
      {
        kind: 'endpoint',
        name: 'admin',
        path: '/admin',
        servers: [{ host: 'host.docker.internal', port: 5173, spare: false }],
        namesItself: false,
        websocket: undefined,
        timeouts: new Map(),
      },
    ]);
  });

  test.each([
    ['no source', { web: {} }, 'must have exactly one of build, image, local and demo, has none of them'],
    ['two sources', { web: { build: '.', image: 'a' } }, 'has build and image'],
    ['one path twice', { a: { image: 'a' }, b: { image: 'b', path: '/' } }, 'already belongs to the app a'],
    ['a Dockerfile for nothing', { web: { image: 'a', dockerfile: 'Dockerfile' } }, 'beside build'],
    [
      'a time for a path of another app',
      { a: { image: 'a', timeouts: { '/b/x': '1s' } }, b: { image: 'b', path: '/b' } },
      'is a path that the app b answers',
    ],
    [
      'a time for a path of no app',
      { a: { image: 'a', path: '/a', timeouts: { '/b': '1s' } } },
      'is a path that no app answers',
    ],
  ])('refuses %s', (_title, given, message) => {
    const problems = apps.check?.(appsSchema.parse(given), context) ?? [];
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
  });

  test('times are by path, the demo app has its own below its path', () => {
    expect(appsSchema.parse({ web: { demo: true, path: '/shop' } }).web?.timeouts).toEqual({
      '/shop': 3000,
      '/shop/healthz': 500,
      '/shop/orders': 15_000,
    });
    const own = appsSchema.parse({ web: { demo: true, timeouts: { '/x': '1s' } } });
    expect(own.web?.timeouts).toEqual({ '/x': 1000 });
    expect(apps.check?.(own, context)).toEqual([]);
    expect(appsSchema.safeParse({ web: { image: 'a', timeouts: { '/x/': '1s' } } }).success).toBe(false);
  });

  test('one good app has no problem', () => {
    expect(apps.check?.(appsSchema.parse({ web: { build: '.' } }), context)).toEqual([]);
  });

  test("a user's app gets the stores' settings, only a file name for the secret, and nothing forced on its image", () => {
    const settings = appsSchema.parse({
      web: { image: 'acme/shop', replicas: 1, environment: { LEVEL: 3 } },
    });
    const [service] = apps.part(settings, planOf(settings), [redis]).services;
    expect(service).toMatchObject({ secrets: ['redis-app-password'] });
    expect(service?.compose.environment).toEqual({
      APP_NAME: 'web',
      APP_INSTANCE: 'web-1',
      APP_PATH: '/',
      PORT: '3000',
      REDIS_PASSWORD_FILE: '/run/secrets/redis-app-password',
      LEVEL: '3',
    });
    expect(service?.compose).not.toHaveProperty('read_only');
    expect(service?.compose).not.toHaveProperty('user');
  });

  test('the demo app brings its topics, another app none', () => {
    const topics = (given: unknown) => {
      const settings = appsSchema.parse(given);
      const offers = apps.offer?.(settings, planOf(settings)) ?? [];
      return offers.flatMap((offer) => (offer.kind === 'topic' ? [offer.topic] : []));
    };
    expect(topics({})).toEqual(['demo-orders', 'demo-orders-dead']);
    expect(topics({ web: { image: 'a' } })).toEqual([]);
  });
});
