import { listOf } from '../facts/kafka.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Several brokers on a ZooKeeper that may not be lost. */
export const zookeeperEnsembleSize: Rule = {
  id: 'zookeeper-ensemble-size',
  severity: 'error',
  looksAt: 'one or two ZooKeeper servers behind several brokers',
  reason:
    'Brokers elect no leader without ZooKeeper, and ZooKeeper works only while a majority of it does: with one or two servers losing one stops every failover.',
  mend: 'use KRaft with three controllers, or three ZooKeeper servers',
  source: 'Apache ZooKeeper Administrator’s Guide, Clustered (Multi-Server) Setup',
  *check({ clusters }) {
    for (const { brokers, brokerCount } of clusters) {
      if (brokerCount < 2) continue;
      for (const broker of brokers) {
        const said = broker.settings.get('zookeeper.connect');
        const count = listOf(broker, 'zookeeper.connect').length;
        if (said !== undefined && (count === 1 || count === 2))
          yield foundAt(
            broker.service,
            said.at,
            `${count === 1 ? 'one ZooKeeper server' : 'two ZooKeeper servers'} for ${brokerCount} brokers`,
          );
      }
    }
  },
};
