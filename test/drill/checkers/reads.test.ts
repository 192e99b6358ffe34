import { describe, expect, test } from 'vitest';
import { consumedOf } from '../../../src/drill/checkers/consumed.ts';
import { splitBrainOf } from '../../../src/drill/checkers/split-brain.ts';
import { staleOf } from '../../../src/drill/checkers/stale.ts';
import { historyOf, incident, log, op, streamOf } from '../histories.ts';

describe('a read is stale', () => {
  const writes = streamOf([op(0, 1), op(100, 2), op(200, 3, { end: 400 })]);
  const stale = (...reads: ReturnType<typeof op>[]) => {
    const stream = streamOf(reads, { id: 'redis/get', kind: 'read' });
    return staleOf(stream, historyOf([writes, stream])).map(({ value, at }) => ({ value, at }));
  };

  test('when it gets less than was acknowledged before it began', () => {
    expect(stale(op(150, 1), op(500, 2), op(600, 0))).toEqual([
      { value: 1, at: 152 },
      { value: 2, at: 502 },
      { value: 0, at: 602 },
    ]);
  });

  test('not against what was acknowledged while it was under way', () => {
    expect(stale(op(102, 1), op(250, 2, { end: 500 }))).toEqual([]);
  });

  test('not when it gets what nobody acknowledged yet', () => {
    expect(stale(op(250, 3))).toEqual([]);
  });

  test('not when nobody answered, and not against other keys', () => {
    expect(stale(op(500, 1, { outcome: 'info' }), op(500, 1, { key: 'b' }))).toEqual([]);
  });

  test('not against an older write that was acknowledged later', () => {
    const late = streamOf([op(0, 5, { end: 10 }), op(0, 4, { end: 20 })]);
    const reads = streamOf([op(30, 4)], { id: 'redis/get', kind: 'read' });
    expect(staleOf(reads, historyOf([late, reads]))).toMatchObject([{ value: 4 }]);
  });

  test('not against another tier', () => {
    const stream = streamOf([op(500, 1)], { id: 'x', tier: 'kafka', kind: 'read' });
    expect(staleOf(stream, historyOf([writes, stream]))).toEqual([]);
  });
});

describe('acknowledged by a primary that was one no longer', () => {
  const lost = [
    { stream: 'redis/set', key: 'a', value: 1, at: 6000 },
    { stream: 'redis/set', key: 'a', value: 2, at: 8000 },
    { stream: 'redis/set', key: 'a' },
  ];
  const change = (at: number) => ({ at, kind: 'role' as const, text: 'redis-2 is primary' });

  test('is what is lost from after the promotion', () => {
    expect(splitBrainOf(lost, [incident()], [change(7000)])).toMatchObject([{ value: 2 }]);
  });

  test('is nothing without a promotion in the window', () => {
    expect(splitBrainOf(lost, [incident()], [])).toEqual([]);
    expect(splitBrainOf(lost, [incident()], [change(100)])).toEqual([]);
    expect(splitBrainOf(lost, [incident()], [{ ...change(7000), kind: 'heal' }])).toEqual([]);
  });
});

describe('a consumer', () => {
  const at = (time: number, value: number, key = 'orders/0') => op(time, value, { key });
  const writes = streamOf([at(0, 1), at(100, 2), at(200, 3, 'orders/1')], { id: 'kafka/send' });
  const final = log({ 'orders/0': [1, 2], 'orders/1': [3] }, 'kafka/send');
  const consumed = (...got: ReturnType<typeof op>[]) => {
    const stream = streamOf(got, { id: 'kafka/group', kind: 'consume' });
    return consumedOf(stream, historyOf([writes, stream], { finals: [final] }));
  };

  test('that got everything missed nothing', () => {
    expect(consumed(at(10, 1), at(110, 2), at(210, 3, 'orders/1'))).toEqual({
      unseen: [],
      again: [],
      outOfOrder: [],
    });
  });

  test('missed a value, with the time of its acknowledgement', () => {
    expect(consumed(at(10, 1), at(210, 3, 'orders/1')).unseen).toEqual([
      { stream: 'kafka/group', key: 'orders/0', value: 2, at: 102 },
    ]);
  });

  test('missed a whole partition, or all', () => {
    expect(consumed(at(10, 1), at(110, 2)).unseen).toMatchObject([{ key: 'orders/1' }]);
    expect(consumed().unseen).toHaveLength(3);
  });

  test('did not miss what the log has lost, nor a topic of others', () => {
    const stream = streamOf([at(10, 1)], { id: 'kafka/group', kind: 'consume' });
    const other = streamOf([at(0, 9, 'others/0')], { id: 'kafka/other' });
    const finals = [log({ 'orders/0': [1] }, 'kafka/send'), log({ 'others/0': [9] }, 'kafka/other')];
    expect(consumedOf(stream, historyOf([writes, other, stream], { finals })).unseen).toEqual([]);
  });

  test('got a value again, in the same batch as well', () => {
    const got = [at(10, 1), at(10, 1), at(110, 2), at(120, 1), at(210, 3, 'orders/1')];
    const { again, outOfOrder } = consumed(...got);
    expect(again.map(({ at: end }) => end)).toEqual([12, 122]);
    expect(outOfOrder).toEqual([]);
  });

  test('got a value for the first time behind a greater one', () => {
    expect(consumed(at(10, 2), at(20, 1), at(210, 3, 'orders/1')).outOfOrder).toMatchObject([{ value: 1 }]);
  });
});
