import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Dead servers stay in. */
export const haproxyNoCheck: Rule = {
  id: 'haproxy-no-check',
  severity: 'error',
  looksAt: 'an HAProxy backend of several servers without check',
  reason:
    'HAProxy does not look at a server unless it is told to: a dead one keeps its share of the connections for ever.',
  mend: 'add check inter 1s fall 2 rise 1 to each server, or to default-server',
  source: 'HAProxy Configuration Manual: check',
  *check({ backends }) {
    for (const { service, name, hosts, lines, at } of backends) {
      const checked = lines.some((line) => /^(?:default-)?server\b.*\scheck(?:\s|$)/.test(line));
      if (hosts.length > 1 && !checked)
        yield foundAt(service, at, `${name} sends to servers that it never checks`);
    }
  },
};
