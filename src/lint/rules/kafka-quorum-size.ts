import type { KafkaCluster } from '../facts/kafka-clusters.ts';
import { votersOf } from '../facts/kafka.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Several brokers under controllers of which none may be lost. */
export const kafkaQuorumSize: Rule = {
  id: 'kafka-quorum-size',
  severity: 'error',
  looksAt: 'one or two KRaft controllers behind several brokers',
  reason:
    'No partition gets a new leader without a majority of the controllers: with one or two of them, losing one stops every failover.',
  mend: 'make three nodes controllers and name all of them as voters',
  source: 'Apache Kafka documentation, KRaft: Controllers',
  *check({ clusters }) {
    for (const cluster of clusters) {
      if (cluster.brokerCount < 2 || cluster.nodes.some(({ usesZooKeeper }) => usesZooKeeper)) continue;
      for (const node of cluster.nodes) {
        const voters = votersOf(node).length;
        const at = (
          node.settings.get('controller.quorum.voters') ??
          node.settings.get('controller.quorum.bootstrap.servers')
        )?.at;
        if (at !== undefined && (voters === 1 || voters === 2))
          yield foundAt(node.service, at, message(voters, cluster));
      }
      const controllers = cluster.nodes.filter(({ isController }) => isController);
      const unnamed = cluster.nodes.every((node) => node.whole && votersOf(node).length === 0);
      const count = controllers.reduce((sum, { service }) => sum + service.instances, 0);
      if (unnamed && (count === 1 || count === 2))
        for (const { service } of controllers) yield foundOn(service, message(count, cluster));
    }
  },
};

function message(count: number, { brokerCount }: KafkaCluster): string {
  return `${count === 1 ? 'one controller' : 'two controllers'} for ${brokerCount} brokers: none may be lost`;
}
