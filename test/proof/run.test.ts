import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { StackError } from '../../src/errors.ts';
import type { Proof, ProofContext } from '../../src/proof/proof.ts';
import { runProofs, type ProofResult } from '../../src/proof/run.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine } from '../support/fake-engine.ts';

const plan = planOf('name: shop\n');

function contextWith(signal: AbortSignal = new AbortController().signal): ProofContext {
  return { plan, engine: new FakeEngine(), secret: () => 'a-secret', signal };
}

const good: Proof = { title: 'good', run: () => Promise.resolve({ seen: '3 of 3' }) };
const failing = (error: unknown): Proof => ({
  title: 'bad',
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a client throws need not be one
  run: () => Promise.reject(error),
});
const endless: Proof = { title: 'endless', run: () => new Promise(() => undefined) };

/** Without the times, which differ from run to run. */
function shown(results: readonly ProofResult[]) {
  return results.map(({ title, proven, seen, hint }) => ({ title, proven, seen, hint }));
}

describe('proofs', () => {
  test('one that fails hides none of the others, and the order is that of the proofs', async () => {
    const slow: Proof = { title: 'slow', run: () => sleep(30, { seen: 'late' }) };
    const bad = failing(new StackError('no', 'two nodes are primary', { hint: 'see the logs' }));
    expect(shown(await runProofs([slow, bad, good], contextWith()))).toEqual([
      { title: 'slow', proven: true, seen: 'late', hint: undefined },
      { title: 'bad', proven: false, seen: 'two nodes are primary', hint: 'see the logs' },
      { title: 'good', proven: true, seen: '3 of 3', hint: undefined },
    ]);
  });

  test('run side by side, and each is told of when it is done', async () => {
    const told: string[] = [];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const waiting: Proof = { title: 'waiting', run: () => released.then(() => ({ seen: 'at last' })) };
    const releasing: Proof = {
      title: 'releasing',
      run: () => {
        setTimeout(release, 20);
        return Promise.resolve({ seen: '' });
      },
    };
    const results = await runProofs([waiting, releasing], contextWith(), {
      onResult: ({ title }) => told.push(title),
    });
    expect(told).toEqual(['releasing', 'waiting']);
    expect(results.map(({ proven }) => proven)).toEqual([true, true]);
    expect(results[0]?.milliseconds).toBeGreaterThanOrEqual(15);
  });

  test.each([
    ['an error of several lines', new Error('first\nsecond'), 'first'],
    ['an error without words', new Error(''), 'failed without a word'],
    ['something that is no error', 'just text', 'just text'],
  ])('say in one line what was not seen: %s', async (_what, error, seen) => {
    expect(shown(await runProofs([failing(error)], contextWith()))).toEqual([
      { title: 'bad', proven: false, seen, hint: undefined },
    ]);
  });

  test('one that throws before it has begun has failed like any other', async () => {
    const broken: Proof = {
      title: 'broken',
      run: () => {
        throw new Error('no secret');
      },
    };
    expect(shown(await runProofs([broken, good], contextWith()))).toMatchObject([
      { proven: false, seen: 'no secret' },
      { proven: true },
    ]);
  });

  test('one that takes too long is given up, and learns of it', async () => {
    let reason: unknown;
    const stubborn: Proof = {
      title: 'stubborn',
      run: ({ signal }) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason;
        });
        return new Promise(() => undefined);
      },
    };
    const [result] = await runProofs([stubborn], contextWith(), { limit: 50 });
    expect(result).toMatchObject({
      proven: false,
      seen: 'nothing seen within 0.05 s',
      hint: 'holdfast status shows which service is not well',
    });
    expect(result?.milliseconds).toBeLessThan(1000);
    expect(reason).toBeInstanceOf(StackError);
  });

  test('one that fails because its time is up is said to have taken too long, not how it gave up', async () => {
    const polite: Proof = {
      title: 'polite',
      run: ({ signal }) => sleep(10_000, { seen: '' }, { signal }),
    };
    expect(shown(await runProofs([polite], contextWith(), { limit: 50 }))).toMatchObject([
      { seen: 'nothing seen within 0.05 s' },
    ]);
  });

  test('none at all is no failure', async () => {
    expect(await runProofs([], contextWith())).toEqual([]);
  });
});

describe('an interrupt', () => {
  const interrupted = new StackError('interrupted', 'interrupted');

  test('while they run ends all at once, as an interrupt and not as a missing proof', async () => {
    const controller = new AbortController();
    const told: string[] = [];
    const running = runProofs([good, endless], contextWith(controller.signal), {
      onResult: ({ title }) => told.push(title),
    });
    setTimeout(() => {
      controller.abort(interrupted);
    }, 20);
    await expect(running).rejects.toBe(interrupted);
    expect(told).toEqual(['good']);
  });

  test('beforehand shows nothing as unproven', async () => {
    const told: string[] = [];
    const run = runProofs([endless], contextWith(AbortSignal.abort(interrupted)), {
      onResult: ({ title }) => told.push(title),
    });
    await expect(run).rejects.toBe(interrupted);
    expect(told).toEqual([]);
  });
});
