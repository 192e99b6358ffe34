import { monitorsOf } from '../facts/sentinels.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { isKnown } from '../yaml/value.ts';

/** Sentinels that watch different nodes under one name. */
export const sentinelMonitorsDiffer: Rule = {
  id: 'sentinel-monitors-differ',
  severity: 'error',
  looksAt: 'sentinel monitor of one name with different addresses',
  reason:
    'Sentinels find each other through the primary that they watch: told different ones they never meet, and never have a quorum.',
  mend: 'write the same address on every Sentinel',
  source: 'Redis documentation, High availability with Redis Sentinel: Sentinels and replicas auto discovery',
  *check({ watches }) {
    for (const { sentinels, master } of watches) {
      const saying = sentinels.flatMap((node) =>
        monitorsOf(node)
          .filter((one) => one.master === master && isKnown(one.host))
          .map((monitor) => ({ node, monitor })),
      );
      const [first, ...others] = saying;
      for (const { node, monitor } of others)
        if (
          first !== undefined &&
          `${monitor.host} ${monitor.port}` !== `${first.monitor.host} ${first.monitor.port}`
        )
          yield foundAt(
            node.service,
            monitor.at,
            `monitors ${monitor.host} under a name that is ${first.monitor.host} for ${first.node.service.name}`,
          );
    }
  },
};
