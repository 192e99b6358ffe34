import { expect, test } from 'vitest';
import { volumesOf } from '../../src/restore/project.ts';
import { storesToRestore } from '../../src/restore/stores.ts';

const labels = (component: string, purpose: string, stack = 'shop') => ({
  'holdfast.stack': stack,
  'holdfast.component': component,
  'holdfast.purpose': purpose,
});
const config = JSON.stringify({
  volumes: {
    a: { name: 'shop-redis-1-data', labels: labels('redis', 'data') },
    b: { name: 'shop-sentinel-1-state', labels: labels('redis', 'state') },
    c: { name: 'shop-kafka-1-data', labels: labels('kafka', 'data') },
    d: { name: 'shop-backup', labels: labels('backup', 'backup') },
    e: { name: 'mine' },
    f: { name: 'other-redis-1-data', labels: labels('redis', 'data', 'other') },
  },
});

test('only what the named stores of this stack keep', () => {
  expect(volumesOf(config, 'shop', new Set(['redis']))).toEqual([
    'shop-redis-1-data',
    'shop-sentinel-1-state',
  ]);
  expect(volumesOf(config, 'shop', new Set(['redis', 'kafka', 'backup']))).not.toContain('shop-backup');
  expect(volumesOf(config, 'shop', new Set())).toEqual([]);
});

test('what is restored is what the backup holds, the stack has and the user wants', () => {
  const both = { id: 'x', redis: {}, kafka: {} } as never;
  const inStack = new Set(['redis', 'kafka']);
  expect(storesToRestore(both, inStack, undefined)).toEqual(['redis', 'kafka']);
  expect(storesToRestore(both, inStack, 'kafka')).toEqual(['kafka']);
  expect(storesToRestore(both, new Set(['redis']), undefined)).toEqual(['redis']);
  expect(() => storesToRestore(both, new Set(['redis']), 'kafka')).toThrow(/nothing of kafka/);
  expect(() => storesToRestore(both, inStack, 'postgres')).toThrow(/there is no store 'postgres'/);
});
