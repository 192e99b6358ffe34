import { describe, expect, test } from 'vitest';
import { duplicatedOf } from '../../../src/drill/checkers/duplicated.ts';
import { lostOf } from '../../../src/drill/checkers/lost.ts';
import { reorderedOf } from '../../../src/drill/checkers/reordered.ts';
import { counter, log, op, register, streamOf } from '../histories.ts';

const three = streamOf([op(0, 1), op(100, 2), op(200, 3)]);

describe('lost', () => {
  test('from a register: what was acknowledged above its last value', () => {
    expect(lostOf(three, register({ a: 3 }))).toEqual([]);
    expect(lostOf(three, register({ a: 2 }))).toEqual([{ stream: 'redis/set', key: 'a', value: 3, at: 202 }]);
  });

  test.each([
    ['is gone', { a: undefined }],
    ['was not named', {}],
  ])('from a register that %s: everything', (_how, values) => {
    expect(lostOf(three, register(values))).toHaveLength(3);
  });

  test('from a log: what is not in it, in the middle as well', () => {
    expect(lostOf(three, log({ a: [1, 3] }))).toMatchObject([{ value: 2 }]);
    expect(lostOf(three, log({ b: [1, 2, 3] }))).toHaveLength(3);
  });

  test('from a counter: as many as it is short of', () => {
    expect(lostOf(three, counter({ a: 3 }))).toEqual([]);
    expect(lostOf(three, counter({ a: 1 }))).toEqual([
      { stream: 'redis/set', key: 'a' },
      { stream: 'redis/set', key: 'a' },
    ]);
  });

  test.each(['fail', 'info'] as const)('never is what ended in %s', (outcome) => {
    const stream = streamOf([op(0, 1), op(100, 2, { outcome })]);
    for (const final of [register({ a: 1 }), log({ a: [1] }), counter({ a: 1 })])
      expect(lostOf(stream, final)).toEqual([]);
  });

  test('is nothing because a time-out did land', () => {
    const stream = streamOf([op(0, 1), op(100, 2, { outcome: 'info' })]);
    for (const final of [register({ a: 2 }), log({ a: [1, 2] }), counter({ a: 2 })]) {
      expect(lostOf(stream, final)).toEqual([]);
      expect(duplicatedOf(stream, final)).toEqual([]);
      expect(reorderedOf(stream, final)).toEqual([]);
    }
  });
});

describe('twice', () => {
  test('in a log: each after the first, with the time of its operation', () => {
    expect(duplicatedOf(three, log({ a: [1, 2, 2, 3, 2] }))).toEqual([
      { stream: 'redis/set', key: 'a', value: 2, at: 102 },
      { stream: 'redis/set', key: 'a', value: 2, at: 102 },
    ]);
  });

  test('in a counter: above all that may have landed', () => {
    const stream = streamOf([op(0, 1), op(1, 2, { outcome: 'info' }), op(2, 3, { outcome: 'fail' })]);
    expect(duplicatedOf(stream, counter({ a: 2 }))).toEqual([]);
    expect(duplicatedOf(stream, counter({ a: 3 }))).toHaveLength(1);
  });

  test('the same value under two keys is not', () => {
    expect(duplicatedOf(three, log({ a: [1], b: [1] }))).toEqual([]);
  });
});

describe('out of order', () => {
  test('what stands behind a greater value', () => {
    expect(reorderedOf(three, log({ a: [1, 3, 2] }))).toEqual([
      { stream: 'redis/set', key: 'a', value: 2, at: 202 - 100 },
    ]);
  });

  test('not what stands there a second time', () => {
    expect(reorderedOf(three, log({ a: [1, 2, 3, 2] }))).toEqual([]);
  });

  test('not what stands behind a gap, nor between keys', () => {
    expect(reorderedOf(three, log({ a: [1, 3], b: [2] }))).toEqual([]);
  });
});
