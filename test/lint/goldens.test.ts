import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readStack } from '../../src/lint/facts/stack.ts';
import { loadProject } from '../../src/lint/load.ts';
import { filesFrom, lintFiles } from './support.ts';

const goldens = readdirSync('test/golden').filter((name) => name.endsWith('.txt'));

describe('our own bundle stands up to our own rules', () => {
  it.each(goldens)('%s', (golden) => {
    const files = filesFrom(filesOf(golden));
    const { findings, notes } = lintFiles(['compose.yaml'], { files });
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(notes).toEqual([]);
  });

  it('because it is read, and not because nothing is recognised', () => {
    const stack = readStack(loadProject(['compose.yaml'], filesFrom(filesOf('02-article.txt')), new Map()));
    const roles = Object.fromEntries(stack.services.map((service) => [service.name, stack.role(service)]));
    expect(roles).toMatchObject({
      'kafka-1': 'kafka',
      'kafka-format': 'job',
      'kafka-cli': 'job',
      'redis-1': 'redis',
      'sentinel-1': 'sentinel',
      nginx: 'nginx',
      'stack-ready': 'other',
      'redis-endpoint': 'haproxy',
      'web-1': 'other',
    });
    expect(stack.clusters.map(({ brokerCount }) => brokerCount)).toEqual([3]);
    expect(stack.kafka.map(({ whole }) => whole)).toEqual([true, true, true]);
    expect(stack.backends.map(({ hosts }) => hosts.map((host) => stack.named(host)?.name))).toEqual([
      ['redis-1', 'redis-2', 'redis-3'],
    ]);
    expect(stack.nginx[0]?.upstreams[0]?.servers).toHaveLength(5);
  });

  it.each([
    [
      'stack/config/kafka/kafka-2.properties',
      'min.insync.replicas=2',
      'min.insync.replicas=1',
      'kafka-min-insync-replicas',
    ],
    ['stack/config/redis/redis.conf', 'maxmemory 96mb', 'maxmemory 250mb', 'redis-maxmemory-room'],
    ['stack/config/redis/redis.conf', 'appendonly yes', 'appendonly no', 'redis-persistence-off'],
    ['stack/config/redis/haproxy.cfg', 'expect string master', 'expect string +OK', 'haproxy-redis-role'],
    [
      'stack/config/nginx/nginx.conf',
      'proxy_connect_timeout 500ms',
      'proxy_connect_timeout 60s',
      'nginx-timeouts',
    ],
    ['stack/base.yaml', 'restart: unless-stopped', "restart: 'no'", 'no-restart-policy'],
    ['stack/compose.yaml', 'source: redis-2-data', 'source: redis-1-data', 'shared-data-volume'],
  ])('and spoilt in %s (%s) it does not', (path, good, bad, rule) => {
    const texts = filesOf('02-article.txt');
    expect(texts[path]).toContain(good);
    const files = filesFrom({ ...texts, [path]: texts[path]!.replaceAll(good, bad) });
    const found = lintFiles(['compose.yaml'], { files }).findings.map((finding) => finding.rule);
    expect(found).toContain(rule);
  });
});

/** The files of a golden by path. */
function filesOf(golden: string): Record<string, string> {
  const text = readFileSync(`test/golden/${golden}`, 'utf8');
  const parts = text.split(/^---------- (.*) \(\d+, \w+\)\n/m).slice(1);
  const paths = parts.filter((_part, index) => index % 2 === 0);
  return Object.fromEntries(paths.map((path, index) => [path, parts[2 * index + 1] ?? '']));
}
