import { settingOf } from '../facts/redis.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** What happens when it is full was not decided. */
export const redisEvictionUnsaid: Rule = {
  id: 'redis-eviction-unsaid',
  severity: 'note',
  looksAt: 'maxmemory without maxmemory-policy',
  reason:
    'A queue or a lock must be refused when Redis is full, a cache must be evicted: the default (noeviction) is right for only one of them, and should be a decision.',
  mend: 'write maxmemory-policy noeviction for data, allkeys-lru for a cache',
  source: 'Redis documentation, Key eviction: Eviction policies',
  *check({ redis }) {
    for (const node of redis) {
      const said = settingOf(node, 'maxmemory');
      if (said !== undefined && node.whole && settingOf(node, 'maxmemory-policy') === undefined)
        yield foundAt(node.service, said.at, 'what happens when it is full is left to the default');
    }
  },
};
