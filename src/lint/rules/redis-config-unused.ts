import { foundAt } from '../found.ts';
import { baseName } from '../paths.ts';
import type { Rule } from '../rule.ts';

/** A configuration that nobody reads. */
export const redisConfigUnused: Rule = {
  id: 'redis-config-unused',
  severity: 'error',
  looksAt: 'a redis.conf mounted into the official image without a command that names it',
  reason:
    'The official image starts redis-server without a configuration unless the command gives its path: persistence, password and limits of the mounted file are not in force.',
  mend: 'add command: redis-server followed by the path of the mounted file',
  source: 'Docker Official Images, redis: Additionally, if you want to use your own redis.conf',
  *check({ redis }) {
    for (const { service } of redis) {
      const official = service.image?.repository === 'redis' || service.image?.repository === 'valkey/valkey';
      if (!official || service.built || service.words.length > 0) continue;
      const mount = service.mounts.find(({ target }) => /(?:redis|valkey).*\.conf$/.test(baseName(target)));
      if (mount !== undefined)
        yield foundAt(
          service,
          mount.at,
          `nothing reads ${baseName(mount.target)}: the command does not name it`,
        );
    }
  },
};
