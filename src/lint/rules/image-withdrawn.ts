import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Where updates have ended, and why. */
const withdrawn: readonly (readonly [RegExp, string])[] = [
  [/^bitnami(?:legacy)?\//, 'the versioned bitnami images were withdrawn in 2025 and get no updates'],
  [/^wurstmeister\//, 'the wurstmeister images are no longer maintained'],
];

/** An image that gets no fixes. */
export const imageWithdrawn: Rule = {
  id: 'image-withdrawn',
  severity: 'warning',
  looksAt: 'images whose publisher has ended updates: bitnami, bitnamilegacy, wurstmeister',
  reason:
    'No security fix reaches the stack any more, and a tag that is gone cannot be pulled on the machine that replaces a lost one.',
  mend: 'move to the project’s own image (apache/kafka, redis, valkey/valkey) with its digest',
  source: 'bitnami/containers, Upcoming changes to the Bitnami catalog',
  *check({ services }) {
    for (const service of services) {
      const found = withdrawn.find(([repository]) => repository.test(service.image?.repository ?? ''));
      if (found !== undefined && service.imageAt !== undefined)
        yield foundAt(service, service.imageAt.at, found[1]);
    }
  },
};
