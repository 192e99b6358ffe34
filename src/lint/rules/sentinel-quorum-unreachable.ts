import { monitorsOf } from '../facts/sentinels.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A quorum that is there only when nothing is wrong. */
export const sentinelQuorumUnreachable: Rule = {
  id: 'sentinel-quorum-unreachable',
  severity: 'error',
  looksAt: 'a quorum of all Sentinels, or of more than there are',
  reason:
    'The primary is declared down only when as many Sentinels as the quorum says so: with all of them needed, one that is lost with it prevents the failover.',
  mend: 'write a majority: 2 of 3, 3 of 5',
  source: 'Redis documentation, High availability with Redis Sentinel: Configuring Sentinel, the quorum',
  *check({ watches }) {
    for (const { sentinels, count, master } of watches) {
      for (const node of sentinels) {
        const monitor = monitorsOf(node).find((one) => one.master === master);
        if (monitor?.quorum === undefined || monitor.quorum < count || monitor.quorum < 2) continue;
        const what = monitor.quorum > count ? 'can never be reached' : 'leaves none to lose';
        yield foundAt(
          node.service,
          monitor.at,
          `a quorum of ${monitor.quorum} with ${count} ${count === 1 ? 'Sentinel' : 'Sentinels'} ${what}`,
        );
      }
    }
  },
};
