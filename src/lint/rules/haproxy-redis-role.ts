import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Writes to a replica, through HAProxy. */
export const haproxyRedisRole: Rule = {
  id: 'haproxy-redis-role',
  severity: 'error',
  looksAt: 'an HAProxy backend over several Redis nodes without a check of the role',
  reason:
    'An open port says nothing of the role: writes go to replicas, which refuse them, and after a failover to the old primary.',
  mend: 'write option tcp-check, tcp-check send "ROLE\\r\\n" and tcp-check expect string master',
  source: 'HAProxy Configuration Manual: tcp-check expect',
  *check({ backends, named, role }) {
    for (const { service, name, hosts, lines, at } of backends) {
      const stores = hosts
        .map((host) => named(host))
        .filter((one) => one !== undefined && role(one) === 'redis');
      const asks = lines.some((line) => /^tcp-check expect .*master/.test(line));
      if (stores.length > 1 && !asks)
        yield foundAt(service, at, `${name} cannot tell the primary from a replica`);
    }
  },
};
