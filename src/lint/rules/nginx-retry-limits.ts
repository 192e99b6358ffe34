import { passesWithChoice } from '../facts/nginx-choice.ts';
import { holding } from '../facts/nginx.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

const limits = ['proxy_next_upstream_tries', 'proxy_next_upstream_timeout'];

/** Tries without end. */
export const nginxRetryLimits: Rule = {
  id: 'nginx-retry-limits',
  severity: 'warning',
  looksAt: 'proxy_next_upstream_tries and proxy_next_upstream_timeout where there are several servers',
  reason:
    'Without limits one request that every server chokes on is given to all of them, each for its full time-out: a slow spot becomes an outage.',
  mend: 'write proxy_next_upstream_tries 3 and proxy_next_upstream_timeout 10s',
  source:
    'nginx documentation, ngx_http_proxy_module: proxy_next_upstream_tries, proxy_next_upstream_timeout',
  *check(stack) {
    for (const node of stack.nginx) {
      for (const pass of passesWithChoice(node, stack)) {
        const off = holding(pass, 'proxy_next_upstream')?.args[0] === 'off';
        const missing = limits.filter((name) => holding(pass, name) === undefined);
        if (!off && !pass.includes && !pass.stream && missing.length > 0)
          yield foundAt(node.service, pass.at, `${missing.join(' and ')} not set`);
      }
    }
  },
};
