import { readCgroups } from '../../engine/cgroup.ts';
import type { EngineContainer } from '../../engine/engine.ts';
import type { DrillContext, DrillPart, Leaders } from '../drill.ts';
import { askLeaders, type LeaderWaits } from '../leaders.ts';
import type { Snapshot } from './run.ts';

/** A container with few processes allowed may have no room for the one that reads, while its health is checked. */
const readAttempts = 3;

/** The stack as it is now; `shortages` is what the engine has told of so far. */
export async function look(
  parts: readonly DrillPart[],
  context: DrillContext,
  shortages: ReadonlyMap<string, number>,
  waits: LeaderWaits,
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
async function leadersOf(part: DrillPart, context: DrillContext, waits: LeaderWaits): Promise<Leaders> {
  return askLeaders(part, context, waits).catch(() => new Map());
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
