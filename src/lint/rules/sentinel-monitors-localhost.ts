import { isLoopback } from '../facts/kafka-listeners.ts';
import { monitorsOf } from '../facts/sentinels.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { scalarAt } from '../yaml/value.ts';

/** A Sentinel that watches its own container. */
export const sentinelMonitorsLocalhost: Rule = {
  id: 'sentinel-monitors-localhost',
  severity: 'error',
  looksAt: 'sentinel monitor with 127.0.0.1 or localhost',
  reason:
    'In a container that is the Sentinel itself: it finds no Redis there, or hands 127.0.0.1 to every client.',
  mend: 'monitor the address of the Redis container, a fixed one',
  source: 'redis/redis, sentinel.conf: sentinel monitor',
  *check({ sentinels }) {
    for (const node of sentinels) {
      if (scalarAt(node.service.body, 'network_mode') !== undefined) continue;
      for (const { host, at } of monitorsOf(node))
        if (isLoopback(host)) yield foundAt(node.service, at, `${host} is the Sentinel’s own container`);
    }
  },
};
