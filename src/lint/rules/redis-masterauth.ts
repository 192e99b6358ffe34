import { settingOf } from '../facts/redis.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A primary that could not be a replica. */
export const redisMasterauth: Rule = {
  id: 'redis-masterauth',
  severity: 'error',
  looksAt: 'requirepass without masterauth on a node that may become a replica',
  reason:
    'Roles swap: the old primary comes back as a replica, has no password for the new one, and never copies anything again. The next failover then has nobody to promote.',
  mend: 'write the same masterauth on every node, the first primary included',
  source: 'Redis documentation, High availability with Redis Sentinel: Sentinel and Redis authentication',
  *check({ redis, sentinels }) {
    if (sentinels.length === 0) return;
    for (const node of redis) {
      const said = settingOf(node, 'requirepass');
      if (said !== undefined && node.whole && settingOf(node, 'masterauth') === undefined)
        yield foundAt(
          node.service,
          said.at,
          'a password but no masterauth: it cannot follow another primary',
        );
    }
  },
};
