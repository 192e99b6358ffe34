import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Kafka on ZooKeeper has no future. */
export const kafkaZookeeperMode: Rule = {
  id: 'kafka-zookeeper-mode',
  severity: 'note',
  looksAt: 'brokers that take their quorum from ZooKeeper',
  reason:
    'Kafka 4.0 removed ZooKeeper: such a cluster has to be migrated through a 3.x release before it can be updated again.',
  mend: 'use KRaft: process.roles, node.id and controller.quorum.voters',
  source: 'Apache Kafka documentation, Upgrading to 4.0',
  *check({ kafka }) {
    for (const { service, settings } of kafka) {
      const said = settings.get('zookeeper.connect');
      if (said !== undefined) yield foundAt(service, said.at, 'ZooKeeper, which Kafka 4 no longer has');
    }
  },
};
