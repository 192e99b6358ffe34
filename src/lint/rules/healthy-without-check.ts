import { knownServices } from '../facts/stack.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Waiting for a word that is never said. */
export const healthyWithoutCheck: Rule = {
  id: 'healthy-without-check',
  severity: 'error',
  looksAt: 'condition: service_healthy on a service that has no health check',
  reason: 'Compose stops the start with “has no healthcheck configured”: nothing that waits comes up.',
  mend: 'add a healthcheck to the service that is waited for',
  source: 'docker/compose, pkg/compose/convergence.go: isServiceHealthy',
  *check(stack) {
    const unchecked = new Set(
      knownServices(stack)
        .filter(
          ({ healthTest, built, image }) =>
            healthTest === undefined && !built && image?.repository.startsWith('bitnami') !== true,
        )
        .map(({ name }) => name),
    );
    for (const service of stack.services)
      for (const { service: other, condition, at } of service.dependencies)
        if (condition === 'service_healthy' && unchecked.has(other))
          yield foundAt(service, at, `waits for ${other} to be healthy, which has no health check`);
  },
};
