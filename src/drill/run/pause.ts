import { setTimeout as sleep } from 'node:timers/promises';

/** Waits so many ms. Throws the signal's own reason, so that it can be told from any other failure. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}
