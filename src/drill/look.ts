import { setTimeout as sleep } from 'node:timers/promises';
import { readCgroups } from '../engine/cgroup.ts';
import type { EngineContainer } from '../engine/engine.ts';
import { firstLineOf, StackError } from '../errors.ts';
import type { DrillContext, DrillPart, Leaders } from './drill.ts';
import type { Snapshot } from './run.ts';

/** All in ms. */
export interface Waits {
  /** How long leaders may take to answer: they have just been pressed, and a queue may be full. */
  readonly answer: number;
  /** Nobody has moved for this long: rest. Kafka moves leaders back to their places every 5 s (server.properties). */
  readonly rest: number;
  /** How long coming to rest may take. */
  readonly settle: number;
}

export const standardWaits: Waits = { answer: 10_000, rest: 6000, settle: 60_000 };
const pollInterval = 500;
/** A container with few processes allowed may have no room for the one that reads, while its health is checked. */
const readAttempts = 3;

/** The stack as it is now; `shortages` is what the engine has told of so far. */
export async function look(
  parts: readonly DrillPart[],
  context: DrillContext,
  shortages: ReadonlyMap<string, number>,
  waits: Waits,
): Promise<Snapshot> {
  const [containers, leaders] = await Promise.all([
    context.engine.containers(context.plan.name),
    Promise.all(parts.map((part) => leadersOf(part, context, waits))),
  ]);
  return {
    containers,
    oomKills: await oomKills(containers, context),
    shortages: new Map(shortages),
    leaders: new Map(leaders.flatMap((of) => [...of])),
  };
}

/** Nobody, when nobody could say it in time: that is a finding, not an error. */
async function leadersOf(part: DrillPart, context: DrillContext, waits: Waits): Promise<Leaders> {
  return askLeaders(part, context, waits).catch(() => new Map());
}

/** @throws what the part last threw, when nobody could say it in time */
async function askLeaders({ leaders }: DrillPart, context: DrillContext, waits: Waits): Promise<Leaders> {
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

/**
 * Waits until nobody moves: after a start leaders go to their places for a few seconds, which is no failover.
 *
 * @throws StackError('no') when they do not come to rest, or somebody does not answer
 */
export async function settle(all: readonly DrillPart[], context: DrillContext, waits: Waits): Promise<void> {
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

async function oomKills(
  containers: ReadonlyMap<string, EngineContainer>,
  { plan, engine }: DrillContext,
): Promise<ReadonlyMap<string, number | undefined>> {
  const kills = new Map<string, number | undefined>();
  let unread = containers;
  for (let attempt = 0; attempt < readAttempts && unread.size > 0; attempt += 1) {
    const notes = await readCgroups(engine, plan.name, unread);
    for (const [service, note] of notes) kills.set(service, note.oomKills);
    unread = new Map(
      [...unread].filter(([service]) => notes.has(service) && kills.get(service) === undefined),
    );
  }
  return kills;
}
