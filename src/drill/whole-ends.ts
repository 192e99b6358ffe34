import { readCgroups } from '../engine/cgroup.ts';
import { StackError } from '../errors.ts';
import { limitsProof } from '../proof/limits.ts';
import type { DrillContext, End } from './drill.ts';

/** What has to be so of every stack once all is healed, whatever was hurt. */
export const wholeEnds: readonly End[] = [
  { claim: 'every limit still in force', look: (context) => limitsProof.run(context) },
  { claim: 'no process killed for memory', look: noOomKill },
];

/** Since the containers started: one that was killed and came back has counted anew, and its end is in the engine's notes. */
async function noOomKill({ engine, plan }: DrillContext): Promise<{ readonly seen: string }> {
  const containers = await engine.containers(plan.name);
  const notes = await readCgroups(engine, plan.name, containers);
  const kills = [...notes].filter(([, { oomKills }]) => (oomKills ?? 0) > 0).map(([service]) => service);
  const ended = [...containers.values()].filter(({ oomKilled }) => oomKilled).map(({ service }) => service);
  const all = [...new Set([...kills, ...ended])];
  if (all.length > 0) throw new StackError('no', `the kernel killed processes of ${all.join(', ')}`);
  return { seen: `0 kills in ${String(notes.size)} containers` };
}
