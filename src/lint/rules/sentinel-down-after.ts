import { sentinelSetting } from '../facts/sentinels.ts';
import { parseCount } from '../facts/sizes.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Noticed too late, or where there is nothing to notice. */
export const sentinelDownAfter: Rule = {
  id: 'sentinel-down-after',
  severity: 'warning',
  looksAt: 'down-after-milliseconds left at 30 seconds, above 15, or below one',
  reason:
    'This is most of the time for which Redis is away after a crash. Below a second the pings come as often, and any busy moment of the machine is a failover.',
  mend: 'write sentinel down-after-milliseconds NAME 2000, 5000 where the machine is busy',
  source:
    'redis/redis, sentinel.c: sentinelCheckSubjectivelyDown; sentinel.conf: sentinel down-after-milliseconds',
  *check({ watches }) {
    for (const { sentinels, master } of watches) {
      for (const node of sentinels) {
        const said = sentinelSetting(node, 'down-after-milliseconds', master);
        const time = parseCount(said?.args[1]);
        if (said !== undefined && time !== undefined && (time > 15_000 || time < 1000))
          yield foundAt(node.service, said.at, `the primary counts as down after ${time / 1000} seconds`);
        else if (said === undefined && node.whole && master !== '')
          yield foundOn(
            node.service,
            'the primary counts as down after 30 seconds: down-after-milliseconds is not set',
          );
      }
    }
  },
};
