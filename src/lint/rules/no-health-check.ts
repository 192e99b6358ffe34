import { knownServices } from '../facts/stack.ts';
import { foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Nobody can know whether it works. */
export const noHealthCheck: Rule = {
  id: 'no-health-check',
  severity: 'warning',
  looksAt: 'stores, Sentinels and proxies without a health check',
  reason:
    'Whatever waits for the service starts too early, and `docker compose up --wait` and a rolling restart take a hanging one for good.',
  mend: 'add a healthcheck that asks the service itself, cheaply, with start_period and start_interval',
  source: 'Compose specification, healthcheck',
  *check(stack) {
    for (const service of knownServices(stack))
      if (service.healthTest === undefined && !service.built) yield foundOn(service, 'no health check');
  },
};
