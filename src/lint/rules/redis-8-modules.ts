import { majorOf } from '../facts/image.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Modules loaded twice after the first failover. */
export const redis8Modules: Rule = {
  id: 'redis-8-modules',
  severity: 'error',
  looksAt: 'the official image of Redis 8 with its own entrypoint, a writable configuration and Sentinels',
  reason:
    'The entrypoint adds a loadmodule for each bundled module; the rewrite that follows a failover keeps those lines, and the next start loads every module twice and aborts.',
  mend: 'start redis-server by an entrypoint of your own (exec redis-server FILE), or stay on 7.2',
  source:
    'Docker Official Images, redis 8: docker-entrypoint.sh; redis/redis, config.c: rewriteConfigLoadmoduleOption',
  *check({ redis, sentinels }) {
    if (sentinels.length === 0) return;
    for (const { service, config, configPath } of redis) {
      const { image, imageAt } = service;
      if (
        image === undefined ||
        imageAt === undefined ||
        image.repository !== 'redis' ||
        service.hasEntrypoint
      )
        continue;
      const eight = (majorOf(image) ?? 0) >= 8 || image.tag === undefined || image.tag === 'latest';
      const inFolder =
        config !== undefined && config.path === configPath && config.mount.target !== configPath;
      const rewritten = inFolder && !config.mount.readOnly;
      if (eight && rewritten)
        yield foundAt(
          service,
          imageAt.at,
          'will not start again after the first failover: its modules are loaded twice',
        );
    }
  },
};
