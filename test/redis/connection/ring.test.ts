import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ring } from '../../../src/redis/connection/ring.ts';

/** One place as a plain queue would hold it. */
interface Place {
  readonly id: number;
  missing: number;
  abandoned: boolean;
}

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('push' as const), replies: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('settle' as const, 'fail' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('abandon' as const), which: fc.nat(30) }) },
);

test('does what a plain queue does, however it grows and wraps', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const ring = new Ring(2);
      const queue: Place[] = [];
      const heard: string[] = [];
      const wanted: string[] = [];
      for (const move of steps) {
        if (move.kind === 'push') {
          const id = ring.next;
          queue.push({ id, missing: move.replies, abandoned: false });
          const tell = (word: string) => () => void heard.push(`${word} ${id}`);
          ring.push(tell('settled'), tell('failed'), 'text', Infinity, move.replies);
        } else if (move.kind === 'abandon') {
          const place = queue.find(({ id }) => id === move.which);
          expect(ring.abandon(move.which, new Error('given up'))).toBe(place !== undefined);
          if (place !== undefined && !place.abandoned) wanted.push(`failed ${place.id}`);
          if (place !== undefined) place.abandoned = true;
        } else {
          const place = queue[0];
          const done = move.kind === 'settle' ? ring.settle('x') : ring.fail(new Error('x'));
          expect(done).toBe(place !== undefined);
          if (place === undefined) continue;
          if (!place.abandoned) wanted.push(`${move.kind === 'settle' ? 'settled' : 'failed'} ${place.id}`);
          if (--place.missing === 0) queue.shift();
        }
        expect(ring.replies).toBe(queue.reduce((sum, { missing }) => sum + missing, 0));
      }
      ring.failAll(() => new Error('over'));
      wanted.push(...queue.filter(({ abandoned }) => !abandoned).map(({ id }) => `failed ${id}`));
      expect(heard).toEqual(wanted);
      expect(ring.replies).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test('expires what is late, wherever it stands, and tells the next deadline', () => {
  const ring = new Ring(2);
  const failed: string[] = [];
  for (const [index, deadline] of [500, 100, Infinity, 200].entries())
    ring.push(
      () => undefined,
      () => void failed.push(String(index)),
      'text',
      deadline,
    );
  expect(ring.expire(250, () => new Error('late'))).toBe(500);
  expect(failed).toEqual(['1', '3']);
  expect(ring.replies).toBe(4);
  expect(ring.expire(10_000, () => new Error('late'))).toBe(Infinity);
  expect(failed).toEqual(['1', '3', '0']);
});

test('a place that was abandoned wants no strings and does not count as blocking', () => {
  const ring = new Ring();
  ring.push(
    () => undefined,
    () => undefined,
    'buffer',
    Infinity,
  );
  expect([ring.shape(), ring.blocked]).toEqual(['buffer', true]);
  ring.abandon(0, new Error('given up'));
  expect([ring.shape(), ring.blocked]).toEqual(['none', false]);
});
