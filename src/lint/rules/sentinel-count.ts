import { foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Too few to agree once one is gone. */
export const sentinelCount: Rule = {
  id: 'sentinel-count',
  severity: 'error',
  looksAt: 'fewer than three Sentinels for a primary',
  reason:
    'A failover needs the votes of a majority of all Sentinels: of two, both; when one is lost with the primary, nobody is promoted.',
  mend: 'run three Sentinels, on three machines where there are three',
  source: 'Redis documentation, High availability with Redis Sentinel: Fundamental things to know',
  *check({ watches }) {
    for (const { sentinels, count } of watches) {
      if (count >= 3) continue;
      const message =
        count === 1
          ? 'the only Sentinel: it can promote nobody safely'
          : 'two Sentinels: both are needed for every failover';
      for (const { service } of sentinels) yield foundOn(service, message);
    }
  },
};
