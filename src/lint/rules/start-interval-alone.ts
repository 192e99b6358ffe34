import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { scalarAt } from '../yaml/value.ts';

/** A key that needs another. */
export const startIntervalAlone: Rule = {
  id: 'start-interval-alone',
  severity: 'error',
  looksAt: 'healthcheck.start_interval without start_period',
  reason: 'start_interval holds during start_period only; Compose refuses one without the other.',
  mend: 'add start_period: 60s',
  source: 'Compose specification, healthcheck; docker/compose, pkg/compose/convert.go',
  *check({ services }) {
    for (const service of services) {
      const said = scalarAt(service.body, 'healthcheck', 'start_interval');
      if (said !== undefined && scalarAt(service.body, 'healthcheck', 'start_period') === undefined)
        yield foundAt(service, said.at, 'start_interval without start_period');
    }
  },
};
