import { settingOf } from '../facts/redis.ts';
import { sentinelSetting } from '../facts/sentinels.ts';
import { foundAt, foundOn } from '../found.ts';
import { monitorsOf } from '../facts/sentinels.ts';
import type { Rule } from '../rule.ts';

/** A Sentinel that Redis does not let in. */
export const sentinelAuth: Rule = {
  id: 'sentinel-auth',
  severity: 'error',
  looksAt: 'Redis with a password and Sentinels without auth-pass',
  reason:
    'Redis answers the Sentinel with NOAUTH: it learns of no replica, and can neither promote nor be told from a dead one.',
  mend: 'write sentinel auth-pass NAME PASSWORD on every Sentinel',
  source: 'Redis documentation, High availability with Redis Sentinel: Sentinel and Redis authentication',
  *check({ watches, redis }) {
    const locked = redis.some((node) => (settingOf(node, 'requirepass')?.args[0] ?? '') !== '');
    if (!locked) return;
    for (const { sentinels, master } of watches) {
      for (const node of sentinels) {
        if (!node.whole || master === '' || sentinelSetting(node, 'auth-pass', master) !== undefined)
          continue;
        const at = monitorsOf(node).find((one) => one.master === master)?.at;
        const message = 'no password for the primary, which asks for one';
        yield at === undefined ? foundOn(node.service, message) : foundAt(node.service, at, message);
      }
    }
  },
};
