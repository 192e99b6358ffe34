import { settingOf, switchOf } from '../facts/redis.ts';
import { isReplicated } from '../facts/stack.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A restart that goes back in time. */
export const redisAofOff: Rule = {
  id: 'redis-aof-off',
  severity: 'warning',
  looksAt: 'Redis with replicas and snapshots (RDB) only',
  reason:
    'A restart is quicker than a failover: the primary comes back with its last snapshot, up to an hour old by default, and its replicas follow it there.',
  mend: 'write appendonly yes and appendfsync everysec',
  source: 'Redis documentation, Persistence: RDB disadvantages',
  *check(stack) {
    for (const node of stack.redis.filter((one) => isReplicated(one, stack))) {
      const aof = settingOf(node, 'appendonly');
      // redis-persistence-off tells of nodes that save nothing at all.
      if (settingOf(node, 'save')?.args.join('') === '') continue;
      if (aof !== undefined && switchOf(node, 'appendonly') === false)
        yield foundAt(node.service, aof.at, 'snapshots only');
      else if (aof === undefined && node.whole)
        yield foundOn(node.service, 'snapshots only, which is the default');
    }
  },
};
