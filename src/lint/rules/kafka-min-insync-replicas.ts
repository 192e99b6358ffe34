import { countOf } from '../facts/kafka.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

const settings = [
  'min.insync.replicas',
  'transaction.state.log.min.isr',
  'share.coordinator.state.topic.min.isr',
];

/** Acknowledged although only the leader has it. */
export const kafkaMinInsyncReplicas: Rule = {
  id: 'kafka-min-insync-replicas',
  severity: 'error',
  looksAt: 'min.insync.replicas of 1, or left out, with three brokers or more',
  reason:
    'With acks=all a write then counts as soon as the leader alone has it, whenever its followers lag; when that broker dies, the acknowledged write is lost.',
  mend: 'write min.insync.replicas 2 (and transaction.state.log.min.isr 2) with a replication factor of 3',
  source: 'Apache Kafka documentation, Broker Configs: min.insync.replicas',
  *check({ clusters }) {
    for (const { brokers, brokerCount } of clusters) {
      if (brokerCount < 3) continue;
      for (const broker of brokers) {
        for (const name of settings) {
          const said = countOf(broker, name);
          if (said?.value === 1)
            yield foundAt(broker.service, said.at, `${name} is 1 with ${brokerCount} brokers`);
        }
        if (broker.whole && !broker.settings.has('min.insync.replicas'))
          yield foundOn(
            broker.service,
            `min.insync.replicas is not set, and 1 by default, with ${brokerCount} brokers`,
          );
      }
    }
  },
};
