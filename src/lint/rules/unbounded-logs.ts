import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';
import { entryOf, scalarAt } from '../yaml/value.ts';

/** A disk that fills by itself. */
export const unboundedLogs: Rule = {
  id: 'unbounded-logs',
  severity: 'warning',
  looksAt: 'json-file logging without max-size, which is what a service without logging gets',
  reason:
    'json-file is never rotated unless it is told to: a store that complains fills the disk, and a full disk takes every store at once.',
  mend: 'write logging: { driver: local, options: { max-size: 10m, max-file: "3" } }',
  source: 'Docker documentation, JSON File logging driver',
  *check({ services, role }) {
    for (const service of services) {
      if (role(service) === 'job') continue;
      const logging = entryOf(service.body, 'logging');
      const driver = scalarAt(logging?.value, 'driver')?.text ?? 'json-file';
      const bounded = scalarAt(logging?.value, 'options', 'max-size') !== undefined;
      if (driver !== 'json-file' || bounded) continue;
      yield logging === undefined
        ? foundOn(service, 'the log grows without bound')
        : foundAt(service, logging.places[0], 'the log grows without bound');
    }
  },
};
