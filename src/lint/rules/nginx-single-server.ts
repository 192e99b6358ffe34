import { hostOfServer } from '../facts/nginx.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Nobody to turn to. */
export const nginxSingleServer: Rule = {
  id: 'nginx-single-server',
  severity: 'warning',
  looksAt: 'an upstream with one server, a service of one container',
  reason:
    'While it is restarted or hangs every request fails: there is no other server, and Nginx ignores max_fails for a single one.',
  mend: 'run a second replica and name it in the upstream',
  source: 'nginx documentation, ngx_http_upstream_module: max_fails, fail_timeout',
  *check({ nginx, named }) {
    for (const { service, upstreams } of nginx) {
      for (const { name, servers } of upstreams) {
        const [only, ...others] = servers;
        if (only === undefined || others.length > 0) continue;
        const target = named(hostOfServer(only));
        if (target !== undefined && target.instances <= 1)
          yield foundAt(service, only.at, `${name} has one server, ${target.name}`);
      }
    }
  },
};
