import { monitorsOf } from '../facts/sentinels.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A minority that starts failovers. */
export const sentinelQuorumLow: Rule = {
  id: 'sentinel-quorum-low',
  severity: 'warning',
  looksAt: 'a quorum below the majority of the Sentinels',
  reason:
    'One Sentinel with a bad connection then declares a healthy primary down and starts a failover, which costs every client its connection for nothing.',
  mend: 'write a majority: 2 of 3, 3 of 5',
  source: 'Redis documentation, High availability with Redis Sentinel: Configuring Sentinel, the quorum',
  *check({ watches }) {
    for (const { sentinels, count, master } of watches) {
      for (const node of sentinels) {
        const monitor = monitorsOf(node).find((one) => one.master === master);
        const majority = Math.floor(count / 2) + 1;
        if (monitor?.quorum !== undefined && count >= 3 && monitor.quorum < majority)
          yield foundAt(
            node.service,
            monitor.at,
            `a quorum of ${monitor.quorum} is no majority of ${count} Sentinels`,
          );
      }
    }
  },
};
