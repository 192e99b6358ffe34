import { foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Topics made by being used have one copy. */
export const kafkaDefaultReplicationFactor: Rule = {
  id: 'kafka-default-replication-factor',
  severity: 'warning',
  looksAt: 'default.replication.factor left out where several brokers make topics on demand',
  reason: 'Kafka’s default is 1: a topic that is made because somebody wrote to it lives on one broker only.',
  mend: 'write default.replication.factor 3, or auto.create.topics.enable false',
  source: 'Apache Kafka documentation, Broker Configs: default.replication.factor, auto.create.topics.enable',
  *check({ clusters }) {
    for (const { brokers, brokerCount } of clusters) {
      if (brokerCount < 2) continue;
      for (const { service, settings, whole } of brokers) {
        const onDemand = settings.get('auto.create.topics.enable')?.text !== 'false';
        if (whole && onDemand && !settings.has('default.replication.factor'))
          yield foundOn(service, `topics made on demand get one copy, with ${brokerCount} brokers`);
      }
    }
  },
};
