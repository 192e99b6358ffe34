import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { isKnown } from '../yaml/value.ts';

/** Another version with every pull. */
export const imageLatest: Rule = {
  id: 'image-latest',
  severity: 'warning',
  looksAt: 'images with the tag latest, or without a tag',
  reason:
    'Nodes of one tier come to run different versions, and a pull may bring one that cannot read, or irreversibly rewrites, the data on the volume.',
  mend: 'name a version, best with its digest',
  source: 'Docker documentation, Image digests',
  *check({ services }) {
    for (const service of services) {
      const { image, imageAt, built } = service;
      if (image === undefined || imageAt === undefined || built || image.digest) continue;
      const unsaid = image.tag === undefined && isKnown(imageAt.text);
      if (unsaid || image.tag === 'latest')
        yield foundAt(service, imageAt.at, `${image.repository} is whatever version is the latest`);
    }
  },
};
