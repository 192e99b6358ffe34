import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apps } from '../../../src/components/apps/index.ts';
import { appsSchema } from '../../../src/components/apps/schema.ts';
import { nginx } from '../../../src/components/nginx/index.ts';
import { nginxSchema } from '../../../src/components/nginx/schema.ts';
import type { Failover } from '../../../src/plan/plan.ts';
import { planOf } from './plan.ts';

function configOf(given: { apps?: unknown; nginx?: unknown; failover?: Failover } = {}): string {
  const settings = appsSchema.parse(given.apps ?? {});
  const plan = planOf(settings, given.failover);
  const offers = apps.offer?.(settings, plan) ?? [];
  return nginx.part(nginxSchema.parse(given.nginx ?? {}), plan, offers).files?.[0]?.text ?? '';
}

describe('nginx.conf', () => {
  test('has every replica at its address and the spare as backup', () => {
    const servers = configOf().match(/^ {4}server .*;/gm);
    expect(servers).toEqual([
      '    server 10.70.1.50:3000 max_fails=2 fail_timeout=3s;',
      '    server 10.70.1.51:3000 max_fails=2 fail_timeout=3s;',
      '    server 10.70.1.52:3000 weight=1000 max_fails=0 backup;',
      '    server 10.70.1.50:3000 max_fails=0 backup;',
      '    server 10.70.1.51:3000 max_fails=0 backup;',
    ]);
  });

  test('has the replicas again as backups where there is no spare, and not where there is only one', () => {
    const servers = (replicas: number) =>
      configOf({ apps: { web: { image: 'a', replicas } } })
        .match(/^ {4}server .*;/gm)!
        .map((line) => line.trim());
    expect(servers(2)).toEqual([
      'server 10.70.1.50:3000 max_fails=2 fail_timeout=3s;',
      'server 10.70.1.51:3000 max_fails=2 fail_timeout=3s;',
      'server 10.70.1.50:3000 max_fails=0 backup;',
      'server 10.70.1.51:3000 max_fails=0 backup;',
    ]);
    expect(servers(1)).toEqual(['server 10.70.1.50:3000 max_fails=2 fail_timeout=3s;']);
  });

  test('gives a path its own time-out, and a patient one time for a second try; never a WebSocket', () => {
    const timeouts = { '/': '5s', '/quick': '400ms', '/slow': '1m' };
    const config = configOf({ apps: { web: { image: 'a', timeouts } } });
    const blocks = [...config.matchAll(/^ {4}location ([^{]+) \{\n([\s\S]*?)^ {4}\}/gm)].map(
      ([, place, body]) => [place, [...body!.matchAll(/proxy_(?:read|next_upstream)_timeout \w+/g)].join()],
    );
    expect(Object.fromEntries(blocks)).toMatchObject({
      '= /quick': 'proxy_read_timeout 400ms',
      '/quick/': 'proxy_read_timeout 400ms',
      '= /slow': 'proxy_read_timeout 1m,proxy_next_upstream_timeout 62s',
      '/slow/': 'proxy_read_timeout 1m,proxy_next_upstream_timeout 62s',
      '@app-web-websocket': 'proxy_read_timeout 1h',
    });
    expect(config).toMatch(/location \/ \{[^}]*\}\n {6}proxy_read_timeout 5s;/);
  });

  test('takes its timers from the one word in the spec', () => {
    const timeout = (failover: Failover) => /proxy_connect_timeout (\w+);/.exec(configOf({ failover }))?.[1];
    expect([timeout('fast'), timeout('balanced'), timeout('relaxed')]).toEqual(['300ms', '500ms', '1s']);
  });

  test('routes a path to its app without catching longer names', () => {
    const config = configOf({ apps: { web: { image: 'a' }, admin: { image: 'b', path: '/admin' } } });
    const locations = [...config.matchAll(/^ +location ([^@{\n]+) \{/gm)].map((match) => match[1]);
    expect(locations).toEqual(['= /admin', '/admin/', '/', '= /healthz', '= /stub_status', '/']);
  });

  test('without an app it says so itself', () => {
    const plan = planOf({});
    const [file] = nginx.part(nginxSchema.parse({}), plan, []).files ?? [];
    expect(file?.text).toContain('No app stands behind it');
    expect(file?.text).not.toContain('proxy_pass http');
  });

  test('has a native directive once, the user before us', () => {
    const config = configOf({ nginx: { http: { client_max_body_size: '50m', gzip: true } } });
    expect(config.match(/client_max_body_size .*/g)).toEqual(['client_max_body_size 50m;']);
    expect(config).toContain('  gzip on;');
  });
});

describe('http: of the spec', () => {
  test.each([
    'proxy_next_upstream',
    'proxy_set_header',
    'include',
    'access_log',
    'proxy_cache_key',
    'proxy_connect_timeout',
  ])('refuses %s with the reason', (directive) => {
    const result = nginxSchema.safeParse({ http: { [directive]: '1s' } });
    expect(result.error?.issues[0]?.message).toMatch(/^must not be set: .{10}/);
  });

  test('nothing that is accepted can end a directive, open a block, quote, comment or expand', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(';', '{', '}', '"', "'", '\\', '#', '$', '\n', '50m', ' ', 'on'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const value = pieces.join('');
        const accepted = nginxSchema.safeParse({ http: { gzip_types: value } }).success;
        if (accepted) expect(value).not.toMatch(/[;{}"'\\#$\n\r\t`]/);
      }),
      { numRuns: 2000 },
    );
    expect(nginxSchema.safeParse({ http: { gzip_types: 'text/css application/json' } }).success).toBe(true);
  });
});

test('the limit is the workers, and the cache on top', () => {
  const context = { name: 'shop', failover: 'balanced', publish: true, enabled: new Set<string>() } as const;
  const memory = (given: unknown) => nginx.claim(nginxSchema.parse(given), context).tiers[0]?.memory;
  expect(memory({})).toMatchObject({ least: 56, step: 8 });
  expect(memory({ cache: false })).toMatchObject({ least: 48, most: 48 });
  expect(memory({ cache: '64MiB' })).toMatchObject({ own: { limitMiB: 112 } });
});
