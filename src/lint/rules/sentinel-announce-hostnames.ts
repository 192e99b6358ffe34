import { lastOf } from '../configs/directives.ts';
import { switchedOn } from '../facts/sentinel-names.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Names taken in, addresses given out. */
export const sentinelAnnounceHostnames: Rule = {
  id: 'sentinel-announce-hostnames',
  severity: 'warning',
  looksAt: 'resolve-hostnames yes without announce-hostnames, and nodes without fixed addresses',
  reason:
    'Sentinel then stores and hands out the address that a name had; a container made anew has another one, and the old one may be a stranger’s.',
  mend: 'give the nodes fixed addresses; or announce-hostnames yes, with replica-announce-ip set to each node’s name',
  source: 'Redis documentation, High availability with Redis Sentinel: IP addresses and DNS names',
  *check({ sentinels, redis }) {
    if (redis.length > 0 && redis.every(({ service }) => service.hasFixedAddress)) return;
    for (const node of sentinels) {
      const at = lastOf(node.directives, 'sentinel resolve-hostnames')?.at;
      if (
        at !== undefined &&
        switchedOn(node, 'resolve-hostnames') === true &&
        switchedOn(node, 'announce-hostnames') === false
      )
        yield foundAt(node.service, at, 'names are taken but addresses handed out, which change');
    }
  },
};
