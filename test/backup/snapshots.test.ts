import { expect, test } from 'vitest';
import type { Manifest } from '../../src/backup/manifest.ts';
import { contentsOf, listedOf, tagsOf } from '../../src/backup/worker/snapshots.ts';

const manifest = {
  version: 1,
  id: '20260131-030000',
  stack: 'shop',
  takenAt: '2026-01-31T03:00:00.000Z',
  redis: {
    keys: 250_000,
    aof: { reach: { from: '2026-01-31T01:00:00Z', to: '2026-01-31T03:00:00Z' }, bytes: 1, needsBytes: 1 },
  },
  kafka: { records: 7, topics: { orders: {}, log: {} } },
  files: ['stack.yaml'],
} as unknown as Manifest;

test('what a list shows survives as tags', () => {
  const tags = tagsOf(manifest).filter((word) => word !== '--tag');
  expect(tags.every((tag) => !tag.includes(','))).toBe(true);
  const snapshot = {
    id: 'abc',
    hostname: 'shop',
    tags: [...tags, 'verified'],
    summary: { total_bytes_processed: 10, data_added_packed: 2 },
  };
  expect(listedOf(snapshot)).toEqual({
    id: '20260131-030000',
    takenAt: '2026-01-31T03:00:00.000Z',
    stack: 'shop',
    snapshot: 'abc',
    verified: true,
    cold: false,
    bytes: 10,
    addedBytes: 2,
    reach: { from: '2026-01-31T01:00:00Z', to: '2026-01-31T03:00:00Z' },
    contents: contentsOf(manifest),
  });
});

test('a snapshot without a word of ours is still listed', () => {
  expect(listedOf({ id: 'abc', hostname: 'x' })).toMatchObject({ id: '', verified: false, contents: [] });
});

test('a cold one is told from the others by a tag', () => {
  const { version, stack, takenAt } = manifest;
  const id = '20260131-030000-cold';
  const cold = { version, id, stack, takenAt, files: [], cold: { volumes: [{}, {}, {}] } };
  const tags = tagsOf(cold as unknown as Manifest).filter((word) => word !== '--tag');
  expect(listedOf({ id: 'abc', hostname: 'shop', tags })).toMatchObject({
    id: '20260131-030000-cold',
    cold: true,
    contents: ['kafka 3 volumes as they were'],
  });
});
