import { paramOf, type UpstreamServer } from '../facts/nginx.ts';
import { parseDuration } from '../facts/sizes.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Above this, ms, an outage of all servers is felt long after they are back. */
const most = 5000;

/** When a server counts as dead, and for how long. */
export const nginxFailTimeout: Rule = {
  id: 'nginx-fail-timeout',
  severity: 'warning',
  looksAt: 'max_fails and fail_timeout of servers in an upstream of several',
  reason:
    'By default one failure takes a server out for ten seconds; when that happens to all of them, Nginx answers 502 for the rest of the ten seconds although they are back.',
  mend: 'write max_fails=2 fail_timeout=3s on each server',
  source: 'nginx documentation, ngx_http_upstream_module: server; nginx, ngx_http_upstream_round_robin.c',
  *check({ nginx }) {
    for (const { service, upstreams } of nginx) {
      for (const { servers } of upstreams) {
        if (servers.length < 2) continue;
        for (const server of servers) {
          const message = judge(server);
          if (message !== undefined) yield foundAt(service, server.at, message);
        }
      }
    }
  },
};

function judge(server: UpstreamServer): string | undefined {
  if (
    server.params.includes('backup') ||
    server.params.includes('down') ||
    paramOf(server, 'max_fails') === '0'
  )
    return undefined;
  const said = paramOf(server, 'fail_timeout');
  if (said === undefined) return `${server.address} is out for ten seconds after one failure`;
  const time = parseDuration(said, 1000);
  return time !== undefined && time > most
    ? `${server.address} is out for ${time / 1000} seconds after a failure`
    : undefined;
}
