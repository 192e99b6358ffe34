import type { Fail, Settle } from './ring.ts';

/** The two functions of the promise that was made last: whoever makes one takes them at once. */
export const captured: { settle: Settle; fail: Fail } = { settle: () => undefined, fail: () => undefined };

/** One function for all promises: a closure per command would cost as much as the promise itself. */
export function capture(resolve: Settle, reject: Fail): void {
  captured.settle = resolve;
  captured.fail = reject;
}
