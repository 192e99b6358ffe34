import { stateMount } from '../facts/sentinel-state.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Sentinels with one identity. */
export const sentinelConfigShared: Rule = {
  id: 'sentinel-config-shared',
  severity: 'error',
  looksAt: 'several Sentinels that write into the same file, folder or volume',
  reason:
    'Each Sentinel keeps its own id in its configuration: with one file they take each other for themselves, count as one, and never reach a quorum.',
  mend: 'give each Sentinel a volume of its own',
  source:
    'Redis documentation, High availability with Redis Sentinel; redis/redis, sentinel.conf: sentinel myid',
  *check({ sentinels }) {
    const holders = new Map<string, string>();
    for (const node of sentinels) {
      const mount = stateMount(node);
      if (mount?.source === undefined || mount.readOnly || mount.type === 'tmpfs') continue;
      // Two files in one folder are two configurations.
      const key = `${mount.source} ${(node.configPath ?? '').slice(mount.target.length)}`;
      const holder = holders.get(key);
      if (holder !== undefined)
        yield foundAt(node.service, mount.at, `writes its state into ${mount.source}, as ${holder} does`);
      else if (node.service.instances > 1)
        yield foundAt(
          node.service,
          mount.at,
          `all ${node.service.instances} Sentinels write their state into ${mount.source}`,
        );
      holders.set(key, holder ?? node.service.name);
    }
  },
};
