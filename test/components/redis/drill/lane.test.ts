import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../../src/components/redis/drill/workload/answer.ts';
import { Lane, type Course } from '../../../../src/components/redis/drill/workload/lane.ts';
import { following } from '../../../../src/components/redis/drill/workload/schedule.ts';
import type { Operation } from '../../../../src/drill/history.ts';
import { FakeClock } from './fake-clock.ts';

describe('the next turn', () => {
  test('keeps to its pace while answers come in time', () => {
    expect(following({ at: 100, slot: 100 }, 50, 120)).toEqual({ at: 150, slot: 150 });
  });

  test('counts from when it should have begun when the answer came late, and leaves out what was due since', () => {
    expect(following({ at: 100, slot: 100 }, 50, 1130)).toEqual({ at: 150, slot: 1100 });
  });

  test('never goes back, never begins before its time twice, and is back in step after one overdue turn', () => {
    const cases = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 200 }), (lengths, interval) => {
        let turn = { at: 0, slot: 0 };
        let now = 0;
        for (const length of lengths) {
          now = Math.max(now, turn.at) + length;
          const next = following(turn, interval, now);
          expect(next.at).toBeGreaterThan(turn.at);
          expect(next.slot % interval).toBe(0);
          expect(next.slot + interval).toBeGreaterThanOrEqual(now);
          turn = next;
        }
      }),
    );
  });
});

describe('a lane', () => {
  test('begins on its schedule, whatever an operation takes', async () => {
    const { seen, clock } = run({ takes: [10, 10, 10] });
    await clock.to(149);
    expect(seen.map(({ at, end }) => [at, end])).toEqual([
      [0, 10],
      [50, 60],
      [100, 110],
    ]);
  });

  test('has never two operations under way, and a stall is part of what the next one took', async () => {
    const { seen, clock, most } = run({ takes: [10, 430, 10, 10] });
    await clock.to(549);
    expect(seen.map(({ at, end }) => [at, end])).toEqual([
      [0, 10],
      [50, 480],
      [100, 490],
      [500, 510],
    ]);
    expect(most()).toBe(1);
  });

  test('nothing ends before it should have begun, though timers are a little early', async () => {
    const { seen, clock } = run({ takes: [0, 0, 0], early: 1 });
    await clock.to(140);
    expect(seen.map(({ at, end }) => end - at)).toEqual([0, 0, 0]);
    expect(seen.map(({ at }) => at)).toEqual([0, 49, 99]);
  });

  test('gives an operation up after its patience, and does not hear it later', async () => {
    const { seen, clock } = run({ takes: [3000, 10], patience: 1000 });
    await clock.to(1040);
    expect(seen.map(({ at, end, outcome, why }) => [at, end, outcome, why])).toEqual([
      [0, 1000, 'info', 'no answer within 1000 ms'],
      [50, 1010, 'ok', undefined],
    ]);
    await clock.to(3100);
    expect(seen.filter(({ at }) => at === 0)).toHaveLength(1);
  });

  test('a client that rejects has said nothing of what became of it', async () => {
    const clock = new FakeClock();
    const seen: Operation[] = [];
    const course = { begin: () => ({ key: 'k', value: 1, answer: Promise.reject(new Error('gone')) }) };
    void lane(clock, seen, course, 1000);
    await clock.to(10);
    expect(seen).toEqual([{ key: 'k', value: 1, at: 0, end: 0, outcome: 'info', why: 'gone' }]);
  });

  test('an operation that holds a lock ended when that was acknowledged, and the next keeps to its pace', async () => {
    const clock = new FakeClock();
    const seen: Operation[] = [];
    const begin = () => ({
      key: 'k',
      value: 0,
      answer: new Promise<Answer>((resolve) => {
        const from = clock.now() + 5;
        clock.after(40, () => {
          resolve({ outcome: 'ok', value: 7, held: { from, to: clock.now() } });
        });
      }),
    });
    void lane(clock, seen, { begin }, 1000);
    await clock.to(95);
    expect(seen).toEqual([
      { key: 'k', value: 7, at: 0, end: 5, outcome: 'ok', held: { from: 5, to: 40 } },
      { key: 'k', value: 7, at: 50, end: 55, outcome: 'ok', held: { from: 55, to: 90 } },
    ]);
  });

  test('stops at once between two operations, and begins nothing more', async () => {
    const { running, seen, clock } = run({ takes: [10, 10] });
    await clock.to(20);
    await running.stop();
    await clock.to(500);
    expect(seen).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  test('waits for what is under way when it is stopped', async () => {
    const { running, seen, clock } = run({ takes: [100] });
    await clock.to(20);
    let stopped = false;
    const stopping = running.stop().then(() => (stopped = true));
    await clock.to(50);
    expect(stopped).toBe(false);
    await clock.to(110);
    await stopping;
    expect(seen).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });
});

interface Script {
  readonly takes: readonly number[];
  readonly patience?: number;
  /** Of timers, ms. */
  readonly early?: number;
}

/** A lane with an operation every 50 ms from 0 on; the n-th takes as long as the list says, the others 10 ms. */
function run({ takes, patience = 5000, early = 0 }: Script) {
  const clock = new FakeClock(early);
  const seen: Operation[] = [];
  let count = 0;
  let busy = 0;
  let most = 0;
  const course: Course = {
    begin: () => {
      const length = takes[count++] ?? 10;
      most = Math.max(most, (busy += 1));
      const answer = new Promise<Answer>((resolve) => {
        clock.after(length, () => {
          busy -= 1;
          resolve({ outcome: 'ok' });
        });
      });
      return { key: 'k', value: count, answer };
    },
  };
  return { clock, seen, most: () => most, running: lane(clock, seen, course, patience) };
}

function lane(clock: FakeClock, seen: Operation[], course: Course, patience: number): Lane {
  return new Lane({
    clock,
    course,
    patience,
    pen: (operation) => seen.push({ ...operation, end: operation.end ?? -1 }),
    interval: () => 50,
    at: 0,
  });
}
