import { sentinelSetting } from '../facts/sentinels.ts';
import { parseCount } from '../facts/sizes.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Above this a lost election is an outage of minutes, ms. */
const most = 60_000;

/** A lost election that lasts minutes. */
export const sentinelFailoverTimeout: Rule = {
  id: 'sentinel-failover-timeout',
  severity: 'warning',
  looksAt: 'failover-timeout left at 180 seconds, or above 60',
  reason:
    'Twice this time passes before a failover is tried again: with the default a split vote costs six minutes.',
  mend: 'write sentinel failover-timeout NAME 10000, or three times a full synchronisation if that is longer',
  source: 'redis/redis, sentinel.conf: sentinel failover-timeout',
  *check({ watches }) {
    for (const { sentinels, master } of watches) {
      for (const node of sentinels) {
        const said = sentinelSetting(node, 'failover-timeout', master);
        const time = parseCount(said?.args[1]);
        if (said !== undefined && time !== undefined && time > most)
          yield foundAt(node.service, said.at, `a lost election costs ${(2 * time) / 1000} seconds`);
        else if (said === undefined && node.whole && master !== '')
          yield foundOn(node.service, 'a lost election costs six minutes: failover-timeout is not set');
      }
    }
  },
};
