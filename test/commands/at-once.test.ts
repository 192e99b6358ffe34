import { expect, test } from 'vitest';
import type { FileChange } from '../../src/bundle/write/diff.ts';
import { warnAtOnce } from '../../src/commands/at-once.ts';
import { bundleOf } from '../support/bundle.ts';

const path = 'stack/compose.yaml';

function change(before: string, after: string): FileChange {
  const file = (spec: string) => {
    const found = bundleOf(spec).files.find((one) => one.path === path);
    if (found === undefined) throw new Error(`no ${path}`);
    return found;
  };
  return {
    path,
    kind: 'replace',
    before: Buffer.from(file(before).content),
    after: file(after),
  };
}

test.each([
  ['redis: { config: { hz: 20 } }', 'redis-1, redis-2, redis-3'],
  ['host: 8GiB', 'kafka-1, kafka-2, kafka-3; redis-1, redis-2, redis-3'],
])('%s: told with the nodes of each tier, without one-shots', (lines, names) => {
  expect(warnAtOnce([change('name: shop\n', `name: shop\n${lines}\n`)])).toEqual([
    '',
    `If the stack runs: plain docker compose up would recreate at once ${names}; holdfast up restarts one node of a tier at a time.`,
  ]);
});

const stores = 'name: shop\nhost: 6GiB\nkafka: { memory: 640MiB }\nredis: { memory: 96MiB }\n';

test.each([
  ['a single service', 'nginx: 9099\n'],
  ['nothing', ''],
  [
    'what was not there before',
    'apps: { web: { demo: true, replicas: 1 }, more: { demo: true, path: /more } }\n',
  ],
])('%s is no reason to warn', (_what, lines) => {
  const before = `${stores}${lines.startsWith('apps') ? 'apps: { web: { demo: true, replicas: 1 } }\n' : ''}`;
  expect(warnAtOnce([change(before, `${stores}${lines}`)])).toEqual([]);
});

test('a first run changes nothing that runs; what all share changes all', () => {
  expect(
    warnAtOnce([{ path, kind: 'create', after: change('name: shop', 'name: shop').after } as FileChange]),
  ).toEqual([]);
  expect(warnAtOnce([{ path: 'stack/base.yaml', kind: 'replace' } as FileChange])[1]).toContain(
    'all of it at once',
  );
});
