import { snapshotsOf, type Snapshot } from '../run.ts';
import type { Checker } from '../checker.ts';

/**
 * No process of the stack was killed for memory. Three witnesses, because each forgets: the cgroup counts its kills, but
 * dies with the container; the engine marks a container that ended so, until it starts again; and it tells of each
 * shortage as it happens, to whoever listens. For each service and phase the one that saw most is believed.
 *
 * It cannot see: a kill in a user's own app whose image has no `cat`, when neither mark nor event told of it. Of the
 * stack's own services one whose cgroup could not be read does not pass.
 */
export const noOomKill: Checker = (run, plan) => {
  const snapshots = snapshotsOf(run);
  const killed = new Map<string, number>();
  snapshots.slice(1).forEach((after, index) => {
    const before = snapshots[index];
    for (const service of after.containers.keys()) {
      const count = before === undefined ? 0 : killsBetween(service, before, after);
      if (count > 0) killed.set(service, (killed.get(service) ?? 0) + count);
    }
  });
  const dark = [...new Set(snapshots.flatMap(({ oomKills }) => unread(oomKills)))].filter(
    (service) => plan.services.get(service)?.trust !== 'guest',
  );
  const total = [...killed.values()].reduce((sum, count) => sum + count, 0);
  const names = [...killed].map(([service, count]) => `${service} ${String(count)}`);
  const texts = [
    `${String(total)} kills${total === 0 ? '' : `: ${names.join(', ')}`}`,
    ...(dark.length === 0 ? [] : [`cgroup not to be read: ${dark.join(', ')}`]),
  ];
  return { claim: 'no OOM kill', good: total === 0 && dark.length === 0, seen: texts.join('; ') };
};

function killsBetween(service: string, before: Snapshot, after: Snapshot): number {
  const [was, is] = [before.containers.get(service), after.containers.get(service)];
  const sameStart = was?.startedAt === is?.startedAt;
  // A container that started again has a new cgroup, which counts from 0.
  const counted = (after.oomKills.get(service) ?? 0) - (sameStart ? (before.oomKills.get(service) ?? 0) : 0);
  const marked = is?.oomKilled === true && !(sameStart && was?.oomKilled === true) ? 1 : 0;
  const told = (after.shortages.get(service) ?? 0) > (before.shortages.get(service) ?? 0) ? 1 : 0;
  return Math.max(counted, marked, told);
}

function unread(kills: Snapshot['oomKills']): readonly string[] {
  return [...kills].flatMap(([service, count]) => (count === undefined ? [service] : []));
}
