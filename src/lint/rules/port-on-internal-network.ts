import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { asMap } from '../yaml/merge.ts';
import { dig, entriesOf, scalarAt } from '../yaml/value.ts';

/** A port that leads nowhere. */
export const portOnInternalNetwork: Rule = {
  id: 'port-on-internal-network',
  severity: 'warning',
  looksAt: 'ports of services that are on internal networks only',
  reason:
    'A container that has only internal networks cannot be reached from the host: the port is published and nobody answers.',
  mend: 'give the service a second network that is not internal',
  source: 'Compose specification, networks: internal; moby/moby, reports on ports of internal networks',
  *check({ services, loaded }) {
    for (const service of services) {
      const own = dig(service.body, 'networks');
      const names = entriesOf(own === undefined ? undefined : asMap(own)).map(([name]) => name);
      const internal = names.filter(
        (name) => scalarAt(loaded.model, 'networks', name, 'internal')?.text === 'true',
      );
      const port = service.ports[0];
      if (port !== undefined && names.length > 0 && internal.length === names.length)
        yield foundAt(service, port.at, 'its port is published, but all its networks are internal');
    }
  },
};
