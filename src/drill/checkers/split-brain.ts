import type { Incident, Note } from '../history.ts';
import type { Damage } from './damage.ts';
import { during, firstWhere } from './windows.ts';

/**
 * Acknowledged by a primary that was one no longer: what was acknowledged after somebody else had been promoted, and is
 * not there at the end. The old primary did not know yet, took writes, and lost them when it came back as a replica.
 *
 * The promotion is the first change of roles that was noted in the window of the incident. Of streams that promise to
 * keep what they acknowledge each of these is lost as any other and fails the drill; of the others they are shown, as the
 * price of an acknowledgement by the primary alone.
 *
 * It cannot see: a promotion that no client and no prober noticed; a write of the old primary's that was covered by a
 * later one to the same key; who acknowledged, as nobody says, so a write that the new primary lost counts as well.
 */
export function splitBrainOf(
  lost: readonly Damage[],
  incidents: readonly Incident[],
  notes: readonly Note[],
): readonly Damage[] {
  const changes = notes.filter(({ kind }) => kind === 'role').toSorted((a, b) => a.at - b.at);
  return lost.filter(({ at }) => {
    const incident = at === undefined ? undefined : during(incidents, at, at);
    if (at === undefined || incident === undefined) return false;
    const change = changes[firstWhere(changes, (note) => note.at >= incident.began)];
    return change !== undefined && change.at <= at;
  });
}
