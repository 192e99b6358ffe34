import { setTimeout as sleep } from 'node:timers/promises';
import { firstLineOf, StackError } from '../errors.ts';
import type { DrillContext, DrillPart, Leaders } from './drill.ts';
import type { Led } from './history.ts';

/** All in ms. */
export interface LeaderWaits {
  /** How long leaders may take to answer: they have just been pressed, and a queue may be full. */
  readonly answer: number;
  /** Nobody has moved for this long: rest. Kafka moves leaders back to their places every 5 s (server.properties). */
  readonly rest: number;
  /** How long coming to rest may take. */
  readonly settle: number;
}

export const standardWaits: LeaderWaits = { answer: 10_000, rest: 6000, settle: 60_000 };
const pollInterval = 500;

/** @throws what the part last threw, when nobody could say it in time */
export async function askLeaders(
  { leaders }: DrillPart,
  context: DrillContext,
  waits: LeaderWaits,
): Promise<Leaders> {
  if (leaders === undefined) return new Map();
  const deadline = Date.now() + waits.answer;
  for (;;) {
    context.signal.throwIfAborted();
    try {
      return await leaders(context);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(pollInterval);
  }
}

/** Of all parts, for a history: null when one could not say it in time, undefined where nothing has a leader. */
export async function leadsNow(
  all: readonly DrillPart[],
  context: DrillContext,
  waits: LeaderWaits,
): Promise<Led['before'] | undefined> {
  const parts = all.filter(({ leaders }) => leaders !== undefined);
  if (parts.length === 0) return undefined;
  try {
    const leads = await Promise.all(parts.map((part) => askLeaders(part, context, waits)));
    return Object.fromEntries(leads.flatMap((of) => [...of]));
  } catch {
    context.signal.throwIfAborted();
    return null;
  }
}

/**
 * Waits until nobody moves: after a start leaders go to their places for a few seconds, which is no failover.
 *
 * @throws StackError('no') when they do not come to rest, or somebody does not answer
 */
export async function settle(
  all: readonly DrillPart[],
  context: DrillContext,
  waits: LeaderWaits,
): Promise<void> {
  const parts = all.filter(({ leaders }) => leaders !== undefined);
  if (parts.length === 0) return;
  const deadline = Date.now() + waits.settle;
  let last: string | undefined;
  while (Date.now() < deadline) {
    const leaders = await Promise.all(parts.map((part) => askLeaders(part, context, waits))).catch(
      (error: unknown) => {
        throw new StackError('no', `the stack is not well: ${firstLineOf(error)}`, {
          hint: 'holdfast status',
        });
      },
    );
    const now = JSON.stringify(leaders.map((of) => [...of]));
    if (now === last) return;
    last = now;
    await sleep(waits.rest, undefined, { signal: context.signal }).catch(() => {
      context.signal.throwIfAborted();
    });
  }
  throw new StackError('no', 'the stack does not come to rest: leaders keep changing', {
    hint: 'holdfast status',
  });
}
