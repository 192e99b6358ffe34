import { lastingServices } from '../facts/stack.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Down once, down for good. */
export const noRestartPolicy: Rule = {
  id: 'no-restart-policy',
  severity: 'warning',
  looksAt: 'services that are meant to last without a restart policy',
  reason:
    'Without one a crash is final: the tier goes on with one node less until somebody notices, and nothing comes back after a reboot.',
  mend: 'write restart: unless-stopped',
  source: 'Docker documentation, Start containers automatically',
  *check(stack) {
    for (const service of lastingServices(stack)) {
      const { restart } = service;
      if (restart === undefined) yield foundOn(service, 'not started again after a crash');
      else if (restart.text === 'no' || restart.text === 'none')
        yield foundAt(service, restart.at, 'not started again after a crash');
    }
  },
};
