import { settingOf } from '../facts/redis.ts';
import { parseBytes, showBytes } from '../facts/sizes.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Redis finds its limit by being killed. */
export const redisMaxmemoryMissing: Rule = {
  id: 'redis-maxmemory-missing',
  severity: 'warning',
  looksAt: 'a memory limit on a Redis container without maxmemory',
  reason:
    'Redis does not see the container’s limit: it grows until the kernel kills it, instead of refusing writes or evicting.',
  mend: 'write maxmemory at half of the limit, and a maxmemory-policy',
  source: 'Redis documentation, Key eviction: Maxmemory configuration directive',
  *check({ redis }) {
    for (const node of redis) {
      const limit = node.service.memoryLimit;
      const said = settingOf(node, 'maxmemory');
      const none = said === undefined ? node.whole : parseBytes(said.args[0] ?? '') === 0;
      if (limit !== undefined && none)
        yield foundAt(
          node.service,
          said?.at ?? limit.at,
          `no maxmemory below the limit of ${showBytes(limit.value)}`,
        );
    }
  },
};
