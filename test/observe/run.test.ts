import { expect, test } from 'vitest';
import type { ObserveContext } from '../../src/observe/observation.ts';
import { observeAll } from '../../src/observe/run.ts';

const context = { signal: new AbortController().signal } as ObserveContext;

test('an observer that never ends is given up after the limit, and told to stop', async () => {
  let told = false;
  const hanging = {
    tier: 'store',
    observe: ({ signal }: ObserveContext) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => (told = true));
      }),
  };
  const started = performance.now();
  const [state] = await observeAll([hanging], context, 50);
  expect(performance.now() - started).toBeLessThan(1000);
  expect(state).toMatchObject({ well: false, facts: [{ text: 'nothing seen within 0.05 s' }], data: {} });
  expect(told).toBe(true);
});

test('an interruption ends all of it', async () => {
  const interrupted = { ...context, signal: AbortSignal.abort(new Error('interrupted')) };
  const observer = { tier: 'store', observe: () => new Promise<never>(() => undefined) };
  await expect(observeAll([observer], interrupted)).rejects.toThrow('interrupted');
});
