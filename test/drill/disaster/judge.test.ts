import { describe, expect, test } from 'vitest';
import { judgeDisaster, type Evidence } from '../../../src/drill/disaster/judge.ts';
import {
  savedWithoutOwn,
  userFigures,
  whyChanged,
  withoutOwn,
  type Looks,
} from '../../../src/drill/disaster/users.ts';
import { verifyTier } from '../../../src/drill/disaster/verify.ts';
import { found, good, moments, written } from './course.ts';

const orders = (number: number) => [{ tier: 'kafka', what: 'records of orders', number }];
const saved = (covered: number, restorable = covered) => [
  { tier: 'kafka', what: 'records of orders', covered, restorable },
];
const quiet: Looks = { before: orders(40), after: orders(40), saved: saved(40), restored: orders(40) };

describe("the user's own data", () => {
  const why = (looks: Partial<Looks>) =>
    userFigures({ ...quiet, ...looks }).flatMap((one) => whyChanged(one) ?? []);

  test('is what it was', () => {
    expect(why({})).toEqual([]);
  });

  test('one record less is there', () => {
    expect(why({ restored: orders(39) })).toEqual(['records of orders: 39 restored, the backup has 40']);
  });

  test('one record more is there', () => {
    expect(why({ restored: orders(41) })).toEqual(['records of orders: 41 restored, the backup has 40']);
  });

  test('the backup lacks one', () => {
    expect(why({ saved: saved(39), restored: orders(39) })).toEqual([
      'records of orders: the backup has 39, the store had 40',
    ]);
  });

  test('where somebody wrote meanwhile, the backup lies between the two looks', () => {
    expect(why({ after: orders(50), saved: saved(45), restored: orders(45) })).toEqual([]);
    expect(why({ after: orders(50), saved: saved(51), restored: orders(51) })).toEqual([
      'records of orders: the backup has 51, the store had 40 to 50',
    ]);
  });

  test('a topic that is not there any more, and one that nobody had', () => {
    expect(why({ restored: [] })).toEqual(['records of orders: 0 restored, the backup has 40']);
    expect(
      why({ restored: [...orders(40), { tier: 'kafka', what: 'records of ghosts', number: 1 }] }),
    ).toEqual(['records of ghosts: 1 restored, the backup has 0']);
  });

  test('a log with gaps has fewer records than offsets', () => {
    expect(why({ saved: saved(40, 30), restored: orders(30) })).toEqual([]);
    expect(why({ saved: saved(40, 30), restored: orders(40) })).toHaveLength(1);
  });

  test('where the backup knows only a bound, more than that is wrong', () => {
    const bound = [{ ...saved(40, 30)[0]!, atMost: true as const }];
    expect(why({ saved: bound, restored: orders(25) })).toEqual([]);
    expect(why({ saved: bound, restored: orders(31) })).toHaveLength(1);
  });

  test('what expires may be fewer, never more', () => {
    const expiring = (number: number) => [{ ...orders(number)[0]!, shrinks: true as const }];
    const looks = { before: expiring(40), after: expiring(40) };
    expect(why({ ...looks, saved: saved(38), restored: expiring(37) })).toEqual([]);
    expect(why({ ...looks, saved: saved(41), restored: expiring(41) })).toHaveLength(1);
    expect(why({ ...looks, saved: saved(38), restored: expiring(39) })).toHaveLength(1);
  });

  test("the drill's own are taken off where they are among them, and only there", () => {
    const own = (tier: string) => (tier === 'redis' ? 5 : 100);
    const keys = { tier: 'redis', what: 'keys', number: 12 };
    expect(withoutOwn([{ ...keys, withOwn: true }, ...orders(40)], own)).toEqual([
      { ...keys, withOwn: true, number: 7 },
      ...orders(40),
    ]);
    const held = { tier: 'redis', what: 'keys', covered: 12, restorable: 12 };
    expect(savedWithoutOwn([{ ...held, withOwn: true }, ...saved(40)], own)).toEqual([
      { ...held, withOwn: true, covered: 7, restorable: 7 },
      ...saved(40),
    ]);
  });
});

describe('the verdicts', () => {
  const evidence: Evidence = {
    tiers: [verifyTier('kafka', written, good, moments)],
    users: userFigures(quiet),
    writable: new Set(['kafka']),
    illness: undefined,
    leftover: undefined,
  };
  const broken = (more: Partial<Evidence>) =>
    judgeDisaster({ ...evidence, ...more })
      .filter((verdict) => !verdict.good)
      .map(({ claim, seen }) => `${claim}: ${seen}`);
  const of = (...ids: readonly string[]) => ({
    tiers: [verifyTier('kafka', written, found(...ids), moments)],
  });

  test('all hold, each with its numbers', () => {
    expect(
      judgeDisaster(evidence).map(({ good: holds, claim, seen }) => `${String(holds)} ${claim}: ${seen}`),
    ).toEqual([
      'true kafka: there was something to lose, before the backup and after it: 3 records acknowledged before, 2 after',
      'true kafka: all that was acknowledged before the backup is there: 3 of 3 records',
      'true kafka: every record has the value that was written, once, in its order: no other value, no double, none out of order',
      'true kafka: nothing is there that the backup cannot have: 0 of 2 records of after the backup',
      "true kafka: the user's own data is what it was at the backup: records of orders 40",
      'true every store takes writes again: kafka does',
      'true the stack is whole again: every service and tier is well',
      'true nothing left behind: all keys and topics of the drill are removed',
    ]);
  });

  test('one lost', () => {
    expect(broken(of('a', 'c', 'probe'))).toEqual([
      'kafka: all that was acknowledged before the backup is there: 2 of 3 records, 1 missing: b',
    ]);
  });

  test('one doubled', () => {
    expect(broken(of('a', 'b', 'b', 'c', 'probe'))).toEqual([
      'kafka: every record has the value that was written, once, in its order: 1 doubled: b',
    ]);
  });

  test('one of after the backup', () => {
    expect(broken(of('a', 'b', 'c', 'g', 'probe'))).toEqual([
      'kafka: nothing is there that the backup cannot have: 1 of after the backup: g',
    ]);
  });

  test("the user's data changed", () => {
    expect(broken({ users: userFigures({ ...quiet, restored: orders(39) }) })).toEqual([
      "kafka: the user's own data is what it was at the backup: records of orders: 39 restored, the backup has 40",
    ]);
  });

  test('a load that wrote nothing after the backup has shown nothing', () => {
    const early = written.filter(({ sent }) => sent < 2000 || sent > 3000);
    expect(broken({ tiers: [verifyTier('kafka', early, good, moments)] })).toEqual([
      'kafka: there was something to lose, before the backup and after it: 3 records acknowledged before, 0 after',
    ]);
  });

  test('no write, an ill stack and leftovers', () => {
    expect(
      broken({ writable: new Set(), illness: 'redis-1 is exited', leftover: 'not all was removed' }),
    ).toEqual([
      'every store takes writes again: kafka acknowledged none',
      'the stack is whole again: redis-1 is exited',
      'nothing left behind: not all was removed',
    ]);
  });
});
