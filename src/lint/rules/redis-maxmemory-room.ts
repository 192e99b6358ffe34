import { settingOf } from '../facts/redis.ts';
import { parseBytes, showBytes } from '../facts/sizes.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** The largest share of the limit that leaves room for a fork. */
const most = 0.6;

/** No room for what maxmemory does not count. */
export const redisMaxmemoryRoom: Rule = {
  id: 'redis-maxmemory-room',
  severity: 'warning',
  looksAt: 'maxmemory above 60 % of the container’s memory limit',
  reason:
    'maxmemory counts neither the copies that a fork makes while an AOF or RDB is written, nor the replication backlog, nor most client buffers: under full writing the kernel kills Redis.',
  mend: 'write maxmemory at half of the limit, or raise the limit',
  source: 'Redis documentation, Key eviction; redis.conf: maxmemory, replicas’ output buffers',
  *check({ redis }) {
    for (const node of redis) {
      const limit = node.service.memoryLimit;
      const said = settingOf(node, 'maxmemory');
      const memory = said === undefined ? undefined : parseBytes(said.args[0] ?? '');
      if (limit === undefined || said === undefined || memory === undefined || memory <= most * limit.value)
        continue;
      const share = Math.round((memory / limit.value) * 100);
      yield foundAt(
        node.service,
        said.at,
        `maxmemory ${showBytes(memory)} is ${share} % of the limit of ${showBytes(limit.value)}`,
      );
    }
  },
};
