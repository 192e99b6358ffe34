import { passesWithChoice } from '../facts/nginx-choice.ts';
import { holding, type Pass } from '../facts/nginx.ts';
import { parseDuration } from '../facts/sizes.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** How long a connection to a server of the same network may take, ms. */
const most = 5000;

/** A minute before the next server is asked. */
export const nginxTimeouts: Rule = {
  id: 'nginx-timeouts',
  severity: 'warning',
  looksAt: 'proxy_connect_timeout where there are several servers: 60 seconds by default',
  reason:
    'A container that vanished or hangs does not refuse connections, it is silent: Nginx asks the next server only after this time, and by then the client has gone.',
  mend: 'write proxy_connect_timeout 500ms, and a proxy_read_timeout that fits the route',
  source: 'nginx documentation, ngx_http_proxy_module: proxy_connect_timeout',
  *check(stack) {
    for (const node of stack.nginx) {
      for (const pass of passesWithChoice(node, stack)) {
        const message = judge(pass);
        const said = holding(pass, 'proxy_connect_timeout');
        if (message !== undefined) yield foundAt(node.service, said?.at ?? pass.at, message);
      }
    }
  },
};

function judge(pass: Pass): string | undefined {
  const said = holding(pass, 'proxy_connect_timeout')?.args[0];
  if (said === undefined)
    return pass.includes ? undefined : 'waits 60 seconds for a silent server before it asks the next';
  const time = parseDuration(said, 1000);
  return time !== undefined && time > most
    ? `waits ${time / 1000} seconds for a silent server before it asks the next`
    : undefined;
}
