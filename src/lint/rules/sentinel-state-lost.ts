import { stateMount } from '../facts/sentinel-state.ts';
import { foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';
import { isKnown } from '../yaml/value.ts';

/** A Sentinel that begins anew with its container. */
export const sentinelStateLost: Rule = {
  id: 'sentinel-state-lost',
  severity: 'warning',
  looksAt: 'a Sentinel whose configuration lies in the container or in memory',
  reason:
    'A container made anew has forgotten who was promoted, and counts as one more Sentinel for its peers, which still expect the old one to vote.',
  mend: 'mount a volume of its own on the directory of sentinel.conf',
  source: 'Redis documentation, High availability with Redis Sentinel: Adding or removing Sentinels',
  *check({ sentinels }) {
    for (const node of sentinels) {
      if (node.configPath === undefined || !isKnown(node.configPath) || !node.configPath.startsWith('/'))
        continue;
      const mount = stateMount(node);
      if (mount === undefined || mount.type === 'tmpfs')
        yield foundOn(node.service, `the state in ${node.configPath} goes with the container`);
    }
  },
};
