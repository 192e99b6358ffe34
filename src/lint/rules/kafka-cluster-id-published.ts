import { clusterIdOf } from '../facts/kafka-identity.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Ids that stand in documentation, images and examples. */
const published = new Set(['5L6g3nShT-eMCtK--X86sw', '4L6g3nShT-eMCtK--X86sw', 'MkU3OEVBNTcwNTJENDM2Qk']);

/** A cluster id that others have as well. */
export const kafkaClusterIdPublished: Rule = {
  id: 'kafka-cluster-id-published',
  severity: 'note',
  looksAt: 'a CLUSTER_ID copied from an example, or the one built into the image',
  reason:
    'The id is what keeps a node from joining with another cluster’s storage; with everybody’s id a volume mixed up is not noticed.',
  mend: 'make one with kafka-storage random-uuid and set CLUSTER_ID on every node',
  source: 'Apache Kafka, docker/resources/common-scripts/configureDefaults',
  *check({ kafka }) {
    for (const { service, usesZooKeeper } of kafka) {
      const id = clusterIdOf(service);
      if (id !== undefined && published.has(id.text))
        yield foundAt(service, id.at, 'the cluster id is one from an example');
      const stock =
        service.image?.repository.startsWith('apache/kafka') === true && service.environment.whole;
      if (id === undefined && stock && !usesZooKeeper && service.words.length === 0)
        yield foundOn(service, 'no CLUSTER_ID: the image takes the one that everybody has');
    }
  },
};
