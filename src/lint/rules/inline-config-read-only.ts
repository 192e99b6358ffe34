import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { dig, itemsOf, scalarAt, type Value } from '../yaml/value.ts';

/** A file that has to be written into what cannot be written. */
export const inlineConfigReadOnly: Rule = {
  id: 'inline-config-read-only',
  severity: 'error',
  looksAt: 'read_only services with configs or secrets from content: or environment:',
  reason:
    'Compose copies such a file into the container, which a read-only root does not allow: the service is never created. Only file: is mounted.',
  mend: 'put the text into a file and name it with file:',
  source: 'docker/compose, pkg/compose/secrets.go',
  *check({ services, loaded }) {
    for (const service of services) {
      if (scalarAt(service.body, 'read_only')?.text !== 'true') continue;
      for (const kind of ['configs', 'secrets'] as const)
        for (const item of itemsOf(dig(service.body, kind))) {
          const name = nameOf(item);
          const declared = name === undefined ? undefined : dig(loaded.model, kind, name);
          if (scalarAt(declared, 'content') !== undefined || scalarAt(declared, 'environment') !== undefined)
            yield foundAt(service, item.at, `${name ?? ''} cannot be put into a read-only container`);
        }
    }
  },
};

function nameOf(item: Value): string | undefined {
  return item.kind === 'scalar' ? item.text : scalarAt(item, 'source')?.text;
}
