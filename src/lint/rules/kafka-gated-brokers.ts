import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Brokers that wait for each other. */
export const kafkaGatedBrokers: Rule = {
  id: 'kafka-gated-brokers',
  severity: 'warning',
  looksAt: 'depends_on between nodes of one Kafka cluster',
  reason:
    'A quorum forms only when its nodes start together: waiting for one to be healthy can wait for ever. Compose also stops such nodes one after another, and the last one, without a quorum, hangs until it is killed.',
  mend: 'take the depends_on away: brokers find each other by themselves',
  source:
    'Apache Kafka, BrokerServer.scala: shutdown; Docker documentation, Control startup and shutdown order',
  *check({ clusters }) {
    for (const { nodes } of clusters) {
      const byName = new Map(nodes.map((node) => [node.service.name, node]));
      for (const { service, isController } of nodes) {
        for (const { service: other, condition, at } of service.dependencies) {
          const target = byName.get(other);
          // A broker that waits for controllers of their own also stops before them, which is right.
          if (target === undefined || (!isController && !target.isBroker)) continue;
          const health = condition === 'service_healthy' ? ' to be healthy' : '';
          yield foundAt(service, at, `waits for ${other}${health}, a node of the same cluster`);
        }
      }
    }
  },
};
