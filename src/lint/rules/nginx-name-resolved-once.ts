import { hostOfServer, upstreamOf, type NginxNode } from '../facts/nginx.ts';
import type { Service } from '../facts/service.ts';
import type { Place } from '../place.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** An address that was right once. */
export const nginxNameResolvedOnce: Rule = {
  id: 'nginx-name-resolved-once',
  severity: 'warning',
  looksAt:
    'services named in proxy_pass or an upstream without a variable, without resolve, and without a fixed address',
  reason:
    'Nginx looks such a name up when it starts and never again: a container made anew, or one more replica, has an address that Nginx does not know, and the old one may be another service’s.',
  mend: 'give the service a fixed address; or `server NAME:PORT resolve` with zone and resolver (1.27.3 and later); or a variable in proxy_pass with resolver 127.0.0.11 valid=2s',
  source: 'nginx documentation, ngx_http_proxy_module: proxy_pass; ngx_http_upstream_module: resolve',
  *check({ nginx, named }) {
    for (const node of nginx) {
      for (const { host, at } of namesIn(node)) {
        const target: Service | undefined = named(host);
        if (target === undefined || target.hasFixedAddress) continue;
        const scaled = target.instances > 1 ? `, and so are all ${target.instances} containers of it` : '';
        yield foundAt(node.service, at, `${host} is looked up once, when Nginx starts${scaled}`);
      }
    }
  },
};

function namesIn(node: NginxNode): readonly { host: string; at: Place }[] {
  const servers = node.upstreams.flatMap((upstream) =>
    upstream.servers
      .filter(({ params }) => !params.includes('resolve'))
      .map((server) => ({ host: hostOfServer(server), at: server.at })),
  );
  const passes = node.passes.filter(
    (pass) => !pass.target.includes('$') && upstreamOf(node, pass) === undefined,
  );
  return [...servers, ...passes];
}
