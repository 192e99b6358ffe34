import { stateMount } from '../facts/sentinel-state.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A Sentinel that cannot remember. */
export const sentinelConfigNotWritable: Rule = {
  id: 'sentinel-config-not-writable',
  severity: 'error',
  looksAt:
    'a Sentinel started with a configuration that is mounted read-only, as a config, or as a single file',
  reason:
    'Sentinel writes every epoch, role and peer into its configuration, by a new file that takes the old one’s place: that needs the directory. Without it Sentinel refuses to start, or forgets a failover.',
  mend: 'mount a volume on a directory, copy the file into it at the first start, and start Sentinel with the copy',
  source:
    'Redis documentation, High availability with Redis Sentinel: Running Sentinel; redis/redis, config.c: rewriteConfigOverwriteFile',
  *check({ sentinels }) {
    for (const node of sentinels) {
      const mount = stateMount(node);
      if (mount === undefined) continue;
      const single = mount.target === node.configPath;
      if (mount.readOnly) yield foundAt(node.service, mount.at, 'the configuration is mounted read-only');
      else if (single && mount.type === 'bind')
        yield foundAt(
          node.service,
          mount.at,
          'the configuration is a single mounted file, which cannot be replaced',
        );
    }
  },
};
