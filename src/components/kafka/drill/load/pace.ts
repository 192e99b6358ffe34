import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  /** ms since the history began. */
  readonly now: () => number;
  /** When the first is due, and the time between two, asked for each, ms. */
  readonly first: number;
  readonly interval: () => number;
}

/**
 * Acts at a fixed pace, numbered from 1, until the signal fires: each act when it is due and the one before has ended.
 * What is late is made up for at once, and counts from when it was due (no coordinated omission).
 */
export async function atPace(
  { now, first, interval }: Pace,
  over: AbortSignal,
  act: (sequence: number, due: number) => Promise<void>,
): Promise<void> {
  let due = first;
  for (let sequence = 1; !over.aborted; sequence += 1) {
    const early = due - now();
    if (early > 0 && !(await slept(early, over))) return;
    await act(sequence, due);
    due += interval();
  }
}

/** False when the signal fired first. */
async function slept(milliseconds: number, over: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal: over });
    return true;
  } catch {
    return false;
  }
}
