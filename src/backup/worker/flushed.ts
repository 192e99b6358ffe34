import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** ms; a few megabytes are written in it. */
const pause = 100;

/**
 * Has what another program writes to a file go to the disk little by little while it does. All of it at once at the end holds
 * up everybody who waits for the same disk: Redis writes to its log before it answers, and such a write stood still for 50 ms
 * while 40 MB were flushed.
 */
export async function flushedMeanwhile<T>(file: string, work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const flushing = flushUntil(file, ended.signal);
  try {
    return await work;
  } finally {
    ended.abort();
    await flushing;
  }
}

async function flushUntil(file: string, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await sleep(pause, undefined, { signal: ended }).catch(() => undefined);
    // Not there yet, or no room for it: the one who writes it sees that too, and is the one who says so.
    const handle = await open(file).catch(() => undefined);
    await handle?.datasync().catch(() => undefined);
    await handle?.close();
  }
}
