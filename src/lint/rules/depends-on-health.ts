import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { storesOf } from '../facts/stack.ts';

/** Started is not ready. */
export const dependsOnHealth: Rule = {
  id: 'depends-on-health',
  severity: 'warning',
  looksAt: 'services that depend on Kafka, Redis or ZooKeeper without condition: service_healthy',
  reason:
    'The short form waits only until the container was started: the first connections are refused, and what does not retry ends or loops.',
  mend: 'write depends_on: { NAME: { condition: service_healthy } }, with a health check on the store',
  source: 'Docker documentation, Control startup and shutdown order in Compose',
  *check(stack) {
    const stores = new Set(storesOf(stack).map(({ name }) => name));
    for (const service of stack.services) {
      if (!['other', 'job'].includes(stack.role(service))) continue;
      for (const { service: store, condition, at } of service.dependencies)
        if (stores.has(store) && condition === 'service_started')
          yield foundAt(service, at, `does not wait until ${store} is ready`);
    }
  },
};
