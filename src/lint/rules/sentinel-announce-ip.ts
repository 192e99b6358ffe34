import { lastOf } from '../configs/directives.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { scalarAt } from '../yaml/value.ts';

/** Published, but known by an address inside. */
export const sentinelAnnounceIp: Rule = {
  id: 'sentinel-announce-ip',
  severity: 'warning',
  looksAt: 'Sentinels with published ports and without announce-ip',
  reason:
    'A client on the host is told addresses of the container network: on macOS and Windows it cannot reach them, from another machine nobody can.',
  mend: 'announce the host’s address and a port per node (sentinel announce-ip, replica-announce-ip), or give clients an address map (natMap)',
  source:
    'Redis documentation, High availability with Redis Sentinel: Sentinel, Docker, NAT, and possible issues',
  *check({ sentinels }) {
    for (const node of sentinels) {
      const port = node.service.ports[0];
      const inside = scalarAt(node.service.body, 'network_mode')?.text !== 'host';
      if (
        port !== undefined &&
        inside &&
        node.whole &&
        lastOf(node.directives, 'sentinel announce-ip') === undefined
      )
        yield foundAt(
          node.service,
          port.at,
          'is published, but tells its clients addresses inside the network',
        );
    }
  },
};
