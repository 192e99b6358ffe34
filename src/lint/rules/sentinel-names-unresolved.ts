import { switchedOn } from '../facts/sentinel-names.ts';
import { isAddress, monitorsOf } from '../facts/sentinels.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A name that Sentinel does not take. */
export const sentinelNamesUnresolved: Rule = {
  id: 'sentinel-names-unresolved',
  severity: 'error',
  looksAt: 'sentinel monitor with a host name and without resolve-hostnames yes',
  reason:
    'Sentinel takes addresses only unless it is told otherwise: it stops with “Can’t resolve instance hostname”.',
  mend: 'give Redis fixed addresses (ipv4_address) and monitor those',
  source: 'Redis documentation, High availability with Redis Sentinel: IP addresses and DNS names',
  *check({ sentinels }) {
    for (const node of sentinels) {
      if (switchedOn(node, 'resolve-hostnames') !== false) continue;
      for (const { host, at } of monitorsOf(node))
        if (isAddress(host) === false)
          yield foundAt(node.service, at, `${host} is monitored by name without resolve-hostnames`);
    }
  },
};
