import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Topics by typing error. */
export const kafkaAutoCreate: Rule = {
  id: 'kafka-auto-create',
  severity: 'note',
  looksAt: 'auto.create.topics.enable, which is on by default',
  reason:
    'A misspelt name, or a metadata request for it, makes a topic with the default partitions and copies instead of an error.',
  mend: 'write auto.create.topics.enable false and create topics on purpose',
  source: 'Apache Kafka documentation, Broker Configs: auto.create.topics.enable',
  *check({ kafka }) {
    for (const { service, settings, whole, isBroker } of kafka) {
      const said = settings.get('auto.create.topics.enable');
      if (said?.text === 'true') yield foundAt(service, said.at, 'topics are created by being asked for');
      else if (said === undefined && whole && isBroker)
        yield foundOn(service, 'topics are created by being asked for, which is the default');
    }
  },
};
