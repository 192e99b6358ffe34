import { expect, test } from 'vitest';
import { sources } from '../../../src/backup/stores/redis/choose.ts';

const node = (name: string, info: Record<string, string>) => ({
  node: { name, address: '10.0.0.1', port: 1 },
  info: new Map(Object.entries(info)),
});
const primary = (offset: number) => node('redis-1', { role: 'master', master_repl_offset: String(offset) });
const replica = (name: string, offset: number, more: Record<string, string> = {}) =>
  node(name, {
    role: 'slave',
    master_link_status: 'up',
    master_sync_in_progress: '0',
    slave_repl_offset: String(offset),
    master_repl_offset: String(offset),
    ...more,
  });
const names = (...nodes: ReturnType<typeof node>[]) => sources(nodes).map((one) => one.node.name);

test('replicas that have caught up, the newest first, and never the primary', () => {
  expect(names(primary(100), replica('redis-2', 90), replica('redis-3', 99))).toEqual(['redis-3', 'redis-2']);
});

test('the one that was read before goes first, as long as it is well', () => {
  const nodes = [primary(100), replica('redis-2', 90), replica('redis-3', 99)];
  expect(sources(nodes, 'redis-2').map((one) => one.node.name)).toEqual(['redis-2', 'redis-3']);
  expect(sources(nodes, 'redis-1').map((one) => one.node.name)).toEqual(['redis-3', 'redis-2']);
});

test('one that is behind, cut off or loading is passed over', () => {
  const mebibyte = 1024 * 1024;
  expect(
    names(primary(9 * mebibyte), replica('redis-2', mebibyte), replica('redis-3', 9 * mebibyte)),
  ).toEqual(['redis-3']);
  expect(
    names(primary(1), replica('redis-2', 1, { master_link_status: 'down' }), replica('redis-3', 1)),
  ).toEqual(['redis-3']);
  expect(
    names(primary(1), replica('redis-2', 1, { master_sync_in_progress: '1' }), replica('redis-3', 1)),
  ).toEqual(['redis-3']);
});

test('with no replica that is well the primary is spared, and each node’s state told', () => {
  const nodes = [primary(1), replica('redis-2', 1, { master_link_status: 'down' }), node('redis-3', {})];
  expect(() => sources(nodes)).toThrow(
    expect.objectContaining({
      code: 'no',
      diagnostics: [
        { place: 'redis-1', message: 'is the primary' },
        { place: 'redis-2', message: 'its link to the primary is down' },
        { place: 'redis-3', message: 'does not answer' },
      ],
    }),
  );
});

test('a node that is alone is read from', () => {
  expect(sources([primary(1)])).toMatchObject([{ role: 'primary' }]);
});
