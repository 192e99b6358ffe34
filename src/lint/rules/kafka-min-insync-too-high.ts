import { defaultReplication, type KafkaCluster } from '../facts/kafka-clusters.ts';
import { countOf, type KafkaNode } from '../facts/kafka.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** As many replicas needed as there are: no broker may be missing. */
export const kafkaMinInsyncTooHigh: Rule = {
  id: 'kafka-min-insync-too-high',
  severity: 'error',
  looksAt: 'min.insync.replicas equal to the replication factor, or above it',
  reason:
    'Every write with acks=all is refused as soon as one broker is away: replication then stops the work instead of saving it.',
  mend: 'write one less than the replication factor: 2 of 3',
  source: 'Apache Kafka documentation, Broker Configs: min.insync.replicas',
  *check({ clusters }) {
    for (const cluster of clusters) {
      for (const broker of cluster.brokers) {
        for (const [name, copies] of pairs(cluster, broker)) {
          const said = countOf(broker, name);
          if (said !== undefined && copies !== undefined && copies > 1 && said.value >= copies)
            yield foundAt(
              broker.service,
              said.at,
              `${name} is ${said.value} of ${copies} replicas: none may be missing`,
            );
        }
      }
    }
  },
};

function pairs(cluster: KafkaCluster, broker: KafkaNode): readonly (readonly [string, number | undefined])[] {
  return [
    ['min.insync.replicas', defaultReplication(cluster)],
    ['transaction.state.log.min.isr', countOf(broker, 'transaction.state.log.replication.factor')?.value],
  ];
}
