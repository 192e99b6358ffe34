import { parseDuration } from '../facts/sizes.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Docker’s DNS says 600 seconds; above this, ms, Nginx is told too late. */
const most = 30_000;

/** Old addresses for ten minutes. */
export const nginxResolverValid: Rule = {
  id: 'nginx-resolver-valid',
  severity: 'warning',
  looksAt: 'resolver 127.0.0.11 without valid=, or with more than 30 seconds',
  reason:
    'Docker’s DNS lets its answers be kept for ten minutes: for so long Nginx goes to the address of a container that is gone.',
  mend: 'write resolver 127.0.0.11 valid=2s ipv6=off',
  source:
    'moby/moby, daemon/libnetwork/resolver.go: respTTL; nginx documentation, ngx_http_core_module: resolver',
  *check({ nginx }) {
    for (const { service, resolvers } of nginx) {
      for (const { args, at } of resolvers) {
        if (args.every((word) => !word.startsWith('127.0.0.11'))) continue;
        const said = args.find((word) => word.startsWith('valid='))?.slice('valid='.length);
        const time = said === undefined ? 600_000 : parseDuration(said, 1000);
        if (time !== undefined && time > most)
          yield foundAt(service, at, `addresses are kept for ${time / 1000} seconds`);
      }
    }
  },
};
