import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Ways to choose a server that know no backup. */
const withoutBackup = new Set(['hash', 'ip_hash', 'random']);

/** Nobody left who answers. */
export const nginxNoBackup: Rule = {
  id: 'nginx-no-backup',
  severity: 'note',
  looksAt: 'an upstream of several servers without a backup',
  reason:
    'When all servers are marked as failed, by one slow answer each, Nginx answers 502 at once until fail_timeout is over; a backup server answers meanwhile.',
  mend: 'add a server with backup: a spare replica, or one that says sorry',
  source: 'nginx documentation, ngx_http_upstream_module: backup',
  *check({ nginx }) {
    for (const { service, upstreams } of nginx) {
      for (const { name, servers, directives, at } of upstreams) {
        const possible = !directives.some((one) => withoutBackup.has(one.name));
        if (servers.length > 1 && possible && !servers.some(({ params }) => params.includes('backup')))
          yield foundAt(service, at, `${name} has no backup server`);
      }
    }
  },
};
