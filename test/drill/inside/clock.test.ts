import { expect, test } from 'vitest';
import { OtherClock } from '../../../src/drill/inside/clock.ts';

test('a time of theirs is one of ours, known to half of what the answer took', () => {
  const clock = new OtherClock();
  clock.read({ asked: 100, answered: 104, theirs: 5002 });
  expect(clock.ours(5010)).toBe(110);
  expect(clock.error).toBe(2);
});

test('the quickest answer counts, whatever came after it', () => {
  const clock = new OtherClock();
  clock.read({ asked: 0, answered: 80, theirs: 1001 });
  clock.read({ asked: 100, answered: 101, theirs: 1100.5 });
  clock.read({ asked: 200, answered: 260, theirs: 1259 });
  expect(clock.ours(1300)).toBe(300);
  expect(clock.error).toBe(0.5);
});

test('an answer that cannot be true together with an older one: the clock has moved, and the new one counts', () => {
  const clock = new OtherClock();
  clock.read({ asked: 0, answered: 1, theirs: 1000.5 });
  clock.read({ asked: 1000, answered: 1010, theirs: 9000 });
  expect(clock.ours(9000)).toBe(1005);
});

test('drift is followed: what is too old to be known is forgotten', () => {
  const clock = new OtherClock();
  clock.read({ asked: 0, answered: 0.2, theirs: 0.1 });
  // Theirs runs fast by a thousandth; the answers are too slow for one reading to contradict the next.
  for (let second = 1; second <= 40; second += 1) {
    const asked = second * 1000;
    clock.read({ asked, answered: asked + 40, theirs: (asked + 20) * 1.001 });
  }
  expect(Math.abs(clock.ours(40_020 * 1.001) - 40_020)).toBeLessThan(20);
});

test('without a reading there is no time', () => {
  expect(() => new OtherClock().ours(1)).toThrow('never read');
});
