import { describe, expect, test } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { planOf } from '../support/bundle.ts';

/** Real components, so that what is suggested can be tried: each suggestion alone must make the stack fit. */
const tooLarge: readonly [string, string, readonly string[]][] = [
  [
    'a size of the spec’s own',
    'redis: 512MiB',
    ['redis: 172MiB', 'host: 6.25GiB\nredis: 512MiB', 'redis: false'],
  ],
  [
    'too many replicas',
    'apps: { web: { image: a/b, replicas: 9, memory: 300MiB } }',
    [
      'apps: { web: { image: a/b, replicas: 3, memory: 300MiB } }',
      'apps: { web: { image: a/b, replicas: 9, memory: 131MiB } }',
      'apps: false',
    ],
  ],
  ['a limit by tier', 'limits: { sentinel: 400MiB }', ['limits: { sentinel: 286MiB }']],
  ['a small host', 'host: 3GiB', ['host: 3.25GiB', 'host: 3GiB\nkafka: false']],
];

describe.each(tooLarge)('%s that does not fit', (_what, spec, enough) => {
  const error = refusalOf(spec);

  test('says who needs what, the largest first', () => {
    const totals = error.diagnostics.flatMap(({ message }) => {
      const total = /(\d+) MiB(?:, as the spec says)?(?:, once at the start)?$/.exec(message)?.[1];
      return total === undefined ? [] : [Number(total)];
    });
    expect(totals.length).toBeGreaterThan(5);
    expect(totals).toEqual([...totals].sort((a, b) => b - a));
  });

  test.each(enough)('and %j would', (change) => {
    expect(() => planOf(`name: shop\n${change}\n`)).not.toThrow();
  });

  test('with every suggestion in the words of the spec', () => {
    expect(error.hint).toMatchSnapshot();
  });
});

test('a size that was suggested is the largest that fits', () => {
  expect(() => planOf('name: shop\nredis: 172MiB\n')).not.toThrow();
  expect(() => planOf('name: shop\nredis: 173MiB\n')).toThrow(/needs at least/);
  expect(() => planOf('name: shop\nhost: 6GiB\nredis: 512MiB\n')).toThrow(/needs at least/);
});

test('a tier is never made too small to fail over for the sake of memory', () => {
  expect(refusalOf('redis: 512MiB').hint).not.toContain('nodes');
  expect(refusalOf('redis: { nodes: 9, memory: 120MiB }').hint).toContain('redis.nodes: ');
});

function refusalOf(spec: string): StackError {
  try {
    planOf(`name: shop\n${spec}\n`);
  } catch (error) {
    if (error instanceof StackError) return error;
    throw error;
  }
  throw new Error(`${spec} fits`);
}
