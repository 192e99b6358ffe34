import { settingOf } from '../facts/redis.ts';
import { isReplicated } from '../facts/stack.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A primary that is cut off and goes on alone. */
export const redisMinReplicas: Rule = {
  id: 'redis-min-replicas',
  severity: 'warning',
  looksAt: 'min-replicas-to-write on Redis nodes with replicas',
  reason:
    'A primary cut off from the others keeps taking writes that are thrown away when it comes back as a replica; with min-replicas-to-write 1 it refuses them.',
  mend: 'write min-replicas-to-write 1 and min-replicas-max-lag 10 on every node',
  source:
    'Redis documentation, High availability with Redis Sentinel: Example 2, basic setup with three boxes',
  *check(stack) {
    if (stack.sentinels.length === 0) return;
    for (const node of stack.redis.filter((one) => isReplicated(one, stack))) {
      const said = settingOf(node, 'min-replicas-to-write');
      if (said?.args[0] === '0')
        yield foundAt(node.service, said.at, 'writes are taken that no replica gets');
      else if (said === undefined && node.whole)
        yield foundOn(
          node.service,
          'writes are taken that no replica gets: min-replicas-to-write is not set',
        );
    }
  },
};
