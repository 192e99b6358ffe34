import { settingOf } from '../facts/redis.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A role that every start resets. */
export const redisFixedReplicaof: Rule = {
  id: 'redis-fixed-replicaof',
  severity: 'warning',
  looksAt: 'replicaof on the command line or in a read-only file, beside Sentinels',
  reason:
    'Sentinel changes roles while Redis runs, and the next start takes them back: a promoted node comes back as a replica of the old primary, and the old primary as a second primary until Sentinel corrects it.',
  mend: 'keep redis.conf in a writable directory that survives, or ask the Sentinels for the primary in the start script',
  source:
    'Redis documentation, High availability with Redis Sentinel; redis/redis, sentinel.c: sentinelRefreshInstanceInfo (+convert-to-slave)',
  *check({ redis, sentinels }) {
    if (sentinels.length === 0) return;
    for (const node of redis) {
      const said = settingOf(node, 'replicaof');
      const asksSentinel = [...node.service.environment.values.keys()].some((name) =>
        name.startsWith('REDIS_SENTINEL_'),
      );
      const fixed =
        said?.fixed === true ||
        (node.config?.mount.readOnly === true && node.config.path === node.configPath);
      if (said !== undefined && fixed && !asksSentinel && said.args[0]?.toLowerCase() !== 'no')
        yield foundAt(
          node.service,
          said.at,
          'a replica of the first primary again at every start, whoever was promoted since',
        );
    }
  },
};
