import { clusterIdOf } from '../facts/kafka-identity.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Nodes formatted for different clusters. */
export const kafkaClusterIdDiffers: Rule = {
  id: 'kafka-cluster-id-differs',
  severity: 'error',
  looksAt: 'CLUSTER_ID, which every node of a cluster must have the same',
  reason: 'A node whose storage was formatted with another id is refused by the others and never joins.',
  mend: 'give every node the same CLUSTER_ID (an anchor keeps it so)',
  source: 'Apache Kafka documentation, KRaft: Provisioning Nodes',
  *check({ clusters }) {
    for (const { nodes } of clusters) {
      const saying = nodes.flatMap(({ service }) => {
        const id = clusterIdOf(service);
        return id === undefined ? [] : [{ service, id }];
      });
      const [first, ...others] = saying;
      for (const { service, id } of others)
        if (first !== undefined && id.text !== first.id.text)
          yield foundAt(service, id.at, `has another cluster id than ${first.service.name}`);
    }
  },
};
