import { countOf } from '../facts/kafka.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

const settings = [
  'offsets.topic.replication.factor',
  'transaction.state.log.replication.factor',
  'share.coordinator.state.topic.replication.factor',
  'default.replication.factor',
];

/** The bitnami images start from Kafka's sample file, which says 1 for these. */
const sampleSaysOne = settings.slice(0, 2);

/** One copy of a topic behind several brokers. */
export const kafkaReplicationFactor: Rule = {
  id: 'kafka-replication-factor',
  severity: 'error',
  looksAt:
    'the replication factor of offsets, transactions, share groups and of topics by default, behind several brokers',
  reason:
    'A topic with one copy is gone with its broker; with one copy of the offsets topic every consumer group whose coordinator was there stops.',
  mend: 'write 3, or as many as there are brokers below that',
  source: 'Apache Kafka documentation, Broker Configs; the sample server.properties',
  *check({ clusters }) {
    for (const { brokers, brokerCount } of clusters) {
      if (brokerCount < 2) continue;
      for (const broker of brokers) {
        for (const name of settings) {
          const said = countOf(broker, name);
          if (said?.value === 1)
            yield foundAt(broker.service, said.at, `${name} is 1 with ${brokerCount} brokers`);
        }
        const bitnami = broker.service.image?.repository.startsWith('bitnami') === true;
        const unsaid = sampleSaysOne.filter((name) => !broker.settings.has(name));
        if (bitnami && broker.service.environment.whole && unsaid.length > 0)
          yield foundOn(broker.service, `${unsaid.join(' and ')} not set, and the image’s own file says 1`);
      }
    }
  },
};
