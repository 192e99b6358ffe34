import { settingOf, switchOf } from '../facts/redis.ts';
import { isReplicated } from '../facts/stack.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A primary that comes back empty. */
export const redisPersistenceOff: Rule = {
  id: 'redis-persistence-off',
  severity: 'error',
  looksAt: 'Redis with replicas, a restart policy, and neither AOF nor RDB',
  reason:
    'The container is restarted before any Sentinel notices, the primary comes back empty, and every replica copies the empty data set.',
  mend: 'write appendonly yes on every node, or no restart policy on nodes that keep nothing',
  source: 'Redis documentation, Replication: Safety of replication when master has persistence turned off',
  *check(stack) {
    for (const node of stack.redis.filter((one) => isReplicated(one, stack))) {
      const save = settingOf(node, 'save');
      const noAof =
        switchOf(node, 'appendonly') === false || (node.whole && settingOf(node, 'appendonly') === undefined);
      const restarts =
        node.service.restart !== undefined && !['no', 'none'].includes(node.service.restart.text);
      if (save?.args.join('') === '' && noAof && restarts)
        yield foundAt(
          node.service,
          save.at,
          'nothing is saved and the restart is immediate: back comes an empty node, and its replicas follow',
        );
    }
  },
};
