import { holding } from '../facts/nginx.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** The same order twice. */
export const nginxRetryUnsafe: Rule = {
  id: 'nginx-retry-unsafe',
  severity: 'error',
  looksAt: 'non_idempotent in proxy_next_upstream',
  reason:
    'A POST that the first server had already carried out is sent to the next one as well: the order, the payment, the mail happens twice.',
  mend: 'leave non_idempotent out, or keep it to routes that take an idempotency key',
  source: 'nginx documentation, ngx_http_proxy_module: proxy_next_upstream',
  *check({ nginx }) {
    for (const { service, passes } of nginx) {
      for (const pass of passes) {
        const said = holding(pass, 'proxy_next_upstream');
        if (said?.args.includes('non_idempotent') === true)
          yield foundAt(service, said.at, 'requests that change something are sent again to another server');
      }
    }
  },
};
