import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { unlessAborted } from '../src/abort.ts';
import { StackError } from '../src/errors.ts';

const interrupted = new StackError('interrupted', 'interrupted');

describe('work that does not listen', () => {
  test('ends with its own result or its own error when nobody interrupts', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(signal, () => Promise.resolve(7))).toBe(7);
    const error = new Error('its own');
    await expect(unlessAborted(signal, () => Promise.reject(error))).rejects.toBe(error);
  });

  test('is given up at once when somebody does', async () => {
    const controller = new AbortController();
    const waiting = unlessAborted(controller.signal, () => new Promise(() => undefined));
    controller.abort(interrupted);
    await expect(waiting).rejects.toBe(interrupted);
  });

  test('is not begun after an interrupt', async () => {
    let begun = false;
    const work = () => {
      begun = true;
      return Promise.resolve();
    };
    await expect(unlessAborted(AbortSignal.abort(interrupted), work)).rejects.toBe(interrupted);
    expect(begun).toBe(false);
  });

  test('that fails after it was given up fails unheard', async () => {
    const controller = new AbortController();
    const waiting = unlessAborted(controller.signal, async () => {
      await sleep(20);
      throw new Error('too late');
    });
    controller.abort(interrupted);
    await expect(waiting).rejects.toBe(interrupted);
    // An unhandled rejection would fail the run.
    await sleep(40);
  });
});
