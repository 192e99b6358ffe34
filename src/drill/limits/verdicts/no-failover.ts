import { leadsText, movedLeads } from '../../checkers/leads.ts';
import { snapshotsOf } from '../run.ts';
import type { Checker } from '../checker.ts';

/**
 * Nobody lost a lead: full queues and full memory looked like a dead node to no one. Leads are compared with their
 * epochs, which only grow, so that one that went away and came back between two looks is seen too.
 *
 * It cannot see: what a component does not tell of; a lead that nobody could name at a look counts as lost.
 */
export const noFailover: Checker = (run) => {
  const moved = movedLeads(snapshotsOf(run).map(({ leaders }) => leaders));
  return {
    claim: 'no failover',
    good: moved.length === 0,
    seen: moved.length === 0 ? leadsText(run.before.leaders) : moved.join('; '),
  };
};
