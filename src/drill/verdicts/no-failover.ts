import { snapshotsOf } from '../run.ts';
import type { Checker } from '../verdict.ts';

/**
 * Nobody lost a lead: full queues and full memory looked like a dead node to no one. Leads are compared with their
 * epochs, which only grow, so that one that went away and came back between two looks is seen too.
 *
 * It cannot see: what a component does not tell of; a lead that nobody could name at a look counts as lost.
 */
export const noFailover: Checker = (run) => {
  const snapshots = snapshotsOf(run);
  const [first] = snapshots;
  const leads = [...(first?.leaders ?? [])];
  const moved = leads.flatMap(([lead, leader]) => {
    const others = snapshots.map(({ leaders }) => leaders.get(lead) ?? 'nobody');
    const steps = others.filter((one, index) => one !== (others[index - 1] ?? leader));
    return steps.length === 0 ? [] : [`${lead}: ${[leader, ...steps].join(' -> ')}`];
  });
  return {
    claim: 'no failover',
    good: moved.length === 0,
    seen: moved.length === 0 ? keptText(leads) : moved.join('; '),
  };
};

/** Leads of one service by name; of those that are shared out (a topic's partitions) only how many. */
function keptText(leads: readonly (readonly [string, string])[]): string {
  if (leads.length === 0) return 'nothing here has a leader';
  const named = leads.filter(([, leader]) => /^[a-z]/.test(leader));
  const shared = leads.length - named.length;
  const texts = named.map(([lead, leader]) => `${lead} ${leader}`);
  return [...texts, ...(shared === 0 ? [] : [`the leaders of ${String(shared)} topics`])].join(', ');
}
