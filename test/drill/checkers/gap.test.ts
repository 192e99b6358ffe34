import { describe, expect, test } from 'vitest';
import { gapsOf } from '../../../src/drill/checkers/gap.ts';
import { incident, op, paced, streamOf } from '../histories.ts';

/** The gap around the usual incident, 5 s to 15 s. */
function gapOf(...args: Parameters<typeof streamOf>) {
  const [gap] = gapsOf(streamOf(...args), [incident()]);
  if (gap === undefined) throw new Error('no gap');
  const { key, from, to, length, sinceHeal, back } = gap;
  return { key, from, to, length, sinceHeal, back };
}

test('begins before the fault and ends with the next acknowledgement', () => {
  const operations = [...paced(0, 5000), ...paced(7000, 16_000)];
  expect(gapOf(operations)).toEqual({
    key: '',
    from: 4902,
    to: 7002,
    length: 2100,
    sinceHeal: 100,
    back: true,
  });
});

test('of a stream that is not disturbed is its interval', () => {
  expect(gapOf(paced(0, 16_000))).toMatchObject({ length: 100, back: true });
});

test('counts also when it comes long after the fault, but not when it was over before', () => {
  const late = [...paced(0, 12_000), ...paced(13_500, 16_000)];
  expect(gapOf(late)).toMatchObject({ from: 11_902, length: 1600 });
  const early = [...paced(0, 2000), ...paced(4000, 16_000)];
  expect(gapOf(early)).toMatchObject({ length: 100 });
});

test('failures and unknown outcomes do not end it', () => {
  const between = [...paced(5000, 6000, { outcome: 'fail' }), ...paced(6000, 7000, { outcome: 'info' })];
  expect(gapOf([...paced(0, 5000), ...between, ...paced(7000, 16_000)])).toMatchObject({ length: 2100 });
});

test('an operation that waited through the outage counts when it ends', () => {
  const queued = [op(5000, 51, { end: 7400 }), op(5100, 52, { end: 7401 })];
  expect(gapOf([...paced(0, 5000), ...queued, ...paced(7500, 16_000)])).toMatchObject({
    to: 7400,
    length: 2498,
  });
});

test('operations that are written down out of order are put into it', () => {
  const operations = [...paced(7000, 16_000), ...paced(0, 5000)];
  expect(gapOf(operations)).toMatchObject({ length: 2100, back: true });
});

describe('at the very end', () => {
  test('runs to the end of the window, and the stream is not back', () => {
    const operations = [...paced(0, 12_000), ...paced(12_000, 16_000, { outcome: 'fail' })];
    expect(gapOf(operations)).toMatchObject({ from: 11_902, to: 15_000, length: 3098, back: false });
  });

  test('is noticed beside a longer one that ended', () => {
    const operations = [...paced(0, 5000), ...paced(9000, 13_000)];
    expect(gapOf(operations)).toMatchObject({ from: 4902, length: 4100, back: false });
  });

  test('is none where only the load stopped', () => {
    expect(gapOf(paced(0, 14_800))).toMatchObject({ length: 298, back: true });
  });

  test('runs on to an acknowledgement after the window', () => {
    const operations = [...paced(0, 12_000), ...paced(15_500, 16_000)];
    expect(gapOf(operations)).toMatchObject({ to: 15_502, length: 3600, back: false });
  });
});

test('across two incidents is a gap of both', () => {
  const operations = [...paced(0, 13_000), ...paced(18_000, 30_000)];
  const second = incident({ run: 2, began: 16_000, bitten: 16_100, healed: 20_000, over: 26_000 });
  const gaps = gapsOf(streamOf(operations), [incident(), second]);
  expect(gaps.map(({ length, back }) => ({ length, back }))).toEqual([
    { length: 5100, back: false },
    { length: 5100, back: true },
  ]);
});

test('counted from the heal leaves out what was before it', () => {
  const operations = [...paced(0, 5000), ...paced(12_000, 16_000)];
  expect(gapOf(operations)).toMatchObject({ length: 7100, sinceHeal: 3002 });
});

test('of a keyed stream is the longest of any key', () => {
  const operations = [
    ...paced(0, 16_000, { key: 'orders/0' }),
    ...paced(0, 5000, { key: 'orders/1' }),
    ...paced(8000, 16_000, { key: 'orders/1' }),
  ].toSorted((a, b) => a.end - b.end);
  expect(gapOf(operations, { keyed: true })).toMatchObject({ key: 'orders/1', length: 3100 });
  expect(gapOf(operations)).toMatchObject({ length: 100 });
});

test('before the first acknowledgement a stream counts as away since it should have begun', () => {
  const operations = [...paced(3000, 8000, { outcome: 'info' }), ...paced(8000, 16_000)];
  expect(gapOf(operations)).toMatchObject({ from: 3000, to: 8002, back: true });
});

test('a stream that did nothing was away all the time', () => {
  expect(gapOf([])).toMatchObject({ length: 10_000, sinceHeal: 6000, back: false });
});
