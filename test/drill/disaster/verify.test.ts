import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownOf } from '../../../src/drill/disaster/own.ts';
import { rpoOf, rtoOf } from '../../../src/drill/disaster/objectives.ts';
import { ageOf, type Found } from '../../../src/drill/disaster/record.ts';
import { verifyTier } from '../../../src/drill/disaster/verify.ts';
import { found, good, moments, write, written } from './course.ts';

const check = (there: readonly Found[], all = written) => verifyTier('kafka', all, there, moments);

const nothing = { missing: [], wrong: [], doubled: [], late: [], strange: [], disordered: [] };

describe('when a record counts', () => {
  test.each([
    ['acknowledged at the moment the backup began', write('x', 900, { acknowledged: 1000 }), 'before'],
    ['sent before, acknowledged while it was taken', write('x', 900, { acknowledged: 1001 }), 'open'],
    ['sent before, never acknowledged', { ...write('x', 100), acknowledged: undefined }, 'open'],
    ['sent while it was taken', write('x', 1999), 'open'],
    ['sent once it had ended', write('x', 2000), 'after'],
    ['sent after the destruction', write('x', 3000), 'since'],
  ])('%s', (_when, record, age) => {
    expect(ageOf(record as (typeof written)[number], moments)).toBe(age);
  });
});

describe('records against what was acknowledged', () => {
  test('a restore as it has to be', () => {
    expect(check(good)).toEqual({
      tier: 'kafka',
      acknowledged: { before: 3, during: 2, after: 2 },
      kept: 3,
      ...nothing,
      lost: 3,
    });
  });

  test('with none, or all, of what was open it is as good', () => {
    expect(check(found('a', 'b', 'c', 'probe'))).toMatchObject({ ...nothing, lost: 4 });
    expect(check(found('a', 'b', 'c', 'd', 'e', 'probe'))).toMatchObject({ ...nothing, lost: 2 });
  });

  test('one lost', () => {
    expect(check(found('a', 'c', 'd', 'probe'))).toMatchObject({
      ...nothing,
      missing: ['b'],
      kept: 2,
      lost: 4,
    });
  });

  test('one doubled', () => {
    expect(check([...good, ...found('b')])).toMatchObject({ ...nothing, doubled: ['b'], kept: 3 });
  });

  test('one of after the backup', () => {
    expect(check(found('a', 'b', 'c', 'f', 'probe'))).toMatchObject({ ...nothing, late: ['f'] });
  });

  test('one of after the backup that was never acknowledged', () => {
    const all = written.map((one) => (one.id === 'f' ? write('f', 2100) : one));
    const unanswered = all.map(({ acknowledged, ...one }) =>
      one.id === 'f' ? one : { ...one, acknowledged },
    );
    expect(check(found('a', 'b', 'c', 'f', 'probe'), unanswered as typeof written)).toMatchObject({
      ...nothing,
      late: ['f'],
    });
  });

  test('one with another value', () => {
    const there = good.map((one) => (one.id === 'c' ? { ...one, value: 'value of b' } : one));
    expect(check(there)).toMatchObject({ ...nothing, wrong: ['c'], kept: 2 });
  });

  test('one that nobody wrote', () => {
    expect(check([...good, ...found('ghost')])).toMatchObject({ ...nothing, strange: ['ghost'] });
  });

  test('two in another order than they were sent', () => {
    expect(check(found('a', 'c', 'b', 'd', 'probe'))).toMatchObject({ ...nothing, disordered: ['b'] });
  });

  test('where records have no row there is no order', () => {
    const loose = written.map(({ tier, id, value, sent, acknowledged }) => {
      const one = { tier, id, value, sent };
      return acknowledged === undefined ? one : { ...one, acknowledged };
    });
    expect(check(found('c', 'a', 'b', 'd', 'probe'), loose)).toMatchObject(nothing);
  });

  test('a write to what was restored has to stay', () => {
    expect(check(found('a', 'b', 'c', 'd'))).toMatchObject({ ...nothing, missing: ['probe'] });
  });

  test('records of another tier are none of its own', () => {
    expect(verifyTier('redis', written, [], moments)).toMatchObject({
      ...nothing,
      acknowledged: { before: 0, during: 0, after: 0 },
      lost: 0,
    });
  });

  test('whichever records of before the backup are gone, exactly these are missing', () => {
    fc.assert(
      fc.property(fc.subarray(['a', 'b', 'c']), (gone) => {
        const there = good.filter(({ id }) => !gone.includes(id));
        expect(check(there).missing).toEqual(gone);
      }),
    );
  });
});

describe('the objectives', () => {
  test('RPO: from the moment the backup began to the destruction, and what is gone', () => {
    expect(rpoOf(moments, [check(good)])).toEqual({ age: 2000, records: 3, acknowledgedSince: 4 });
  });

  test('a record lost of before the backup is gone as well', () => {
    expect(rpoOf(moments, [check(found('a', 'c', 'd', 'e', 'probe'))]).records).toBe(3);
    expect(rpoOf(moments, [check(found('probe'))])).toEqual({ age: 2000, records: 7, acknowledgedSince: 4 });
  });

  test('RTO counts from the destruction', () => {
    const back = { destroyed: 3000, proven: 8000, up: 12_000, firstWrites: [{ tier: 'kafka', at: 9005 }] };
    expect(rtoOf(back)).toEqual({ proven: 5000, up: 9000, firstWrites: [{ tier: 'kafka', after: 6005 }] });
  });
});

describe("the drill's own among what is counted", () => {
  const own = (there: readonly Found[]) => ownOf('kafka', written, there, moments);

  test('is what was found, without the write to what was restored', () => {
    expect(own(good)).toEqual({ saved: 4, restored: 4 });
  });

  test('one that was lost was in the backup all the same, and is no loss of the user', () => {
    expect(own(found('a', 'c', 'd', 'probe'))).toEqual({ saved: 4, restored: 3 });
  });
});
