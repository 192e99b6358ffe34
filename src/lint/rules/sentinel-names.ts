import { switchedOn } from '../facts/sentinel-names.ts';
import { isAddress, monitorsOf } from '../facts/sentinels.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A look-up in the failover path. */
export const sentinelNames: Rule = {
  id: 'sentinel-names',
  severity: 'warning',
  looksAt: 'Sentinels that know the primary by name (resolve-hostnames yes)',
  reason:
    'The name of a stopped container is gone with it. Sentinel looks it up again and again and waits each time, may enter TILT, in which it does nothing for 30 seconds, and has been seen never to fail over.',
  mend: 'give Redis fixed addresses (ipv4_address) and monitor those',
  source:
    'redis/redis, sentinel.c: createSentinelAddr, sentinelReconnectInstance; reports in redis/redis and bitnami/containers',
  *check({ sentinels }) {
    for (const node of sentinels) {
      if (switchedOn(node, 'resolve-hostnames') !== true) continue;
      for (const { host, at } of monitorsOf(node))
        if (isAddress(host) === false)
          yield foundAt(node.service, at, `${host} is monitored by name: a dead container has none`);
    }
  },
};
