import { sentinelSetting } from '../facts/sentinels.ts';
import { foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A primary that loads counts as up. */
export const sentinelRebootDownAfter: Rule = {
  id: 'sentinel-reboot-down-after',
  severity: 'note',
  looksAt: 'master-reboot-down-after-period left at 0',
  reason:
    'A primary that was restarted and still loads its data answers pings with LOADING, which counts as up: nobody is promoted however long it takes.',
  mend: 'write sentinel master-reboot-down-after-period NAME 3000 (Redis 7 and later)',
  source: 'redis/redis, sentinel.conf: SENTINEL master-reboot-down-after-period',
  *check({ watches }) {
    for (const { sentinels, master } of watches)
      for (const node of sentinels)
        if (
          node.whole &&
          master !== '' &&
          sentinelSetting(node, 'master-reboot-down-after-period', master) === undefined
        )
          yield foundOn(node.service, 'a primary that loads its data counts as up');
  },
};
