import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Each worker finds out for itself. */
export const nginxNoZone: Rule = {
  id: 'nginx-no-zone',
  severity: 'note',
  looksAt: 'an upstream of several servers without zone',
  reason:
    'Without shared memory every worker process counts failures for itself, and each sends its own requests into a dead server first.',
  mend: 'write zone NAME 64k in the upstream',
  source: 'nginx documentation, ngx_http_upstream_module: zone',
  *check({ nginx }) {
    for (const { service, upstreams } of nginx)
      for (const { name, servers, directives, at } of upstreams)
        if (servers.length > 1 && !directives.some((one) => one.name === 'zone'))
          yield foundAt(service, at, `the workers do not tell each other which server of ${name} is dead`);
  },
};
