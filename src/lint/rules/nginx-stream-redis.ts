import { hostOfServer } from '../facts/nginx.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Writes to a replica. */
export const nginxStreamRedis: Rule = {
  id: 'nginx-stream-redis',
  severity: 'error',
  looksAt: 'a stream upstream over several Redis nodes',
  reason:
    'Nginx’s stream sees only whether a port is open: it sends writes to replicas, which refuse them, and goes on sending them to a primary that was demoted.',
  mend: 'let clients ask the Sentinels, or use HAProxy with a check of the role',
  source:
    'nginx documentation, ngx_stream_upstream_module; Redis documentation, Guidelines for Redis clients with support for Redis Sentinel',
  *check({ nginx, named, role }) {
    for (const { service, upstreams } of nginx) {
      for (const { name, servers, stream, at } of upstreams) {
        const stores = servers
          .map((server) => named(hostOfServer(server)))
          .filter((one) => one !== undefined && role(one) === 'redis');
        if (stream && stores.length > 1)
          yield foundAt(service, at, `${name} cannot tell the primary from a replica`);
      }
    }
  },
};
