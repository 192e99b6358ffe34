import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A replica that lacks messages may lead. */
export const kafkaUncleanElection: Rule = {
  id: 'kafka-unclean-election',
  severity: 'error',
  looksAt: 'unclean.leader.election.enable true',
  reason:
    'A replica that was left behind becomes leader when the others are away, and every message it never had is dropped.',
  mend: 'leave it out, false is the default; choose it for a single topic that may lose messages',
  source: 'Apache Kafka documentation, Broker Configs: unclean.leader.election.enable',
  *check({ kafka }) {
    for (const { service, settings } of kafka) {
      const said = settings.get('unclean.leader.election.enable');
      if (said?.text.toLowerCase() === 'true')
        yield foundAt(
          service,
          said.at,
          'unclean.leader.election.enable is on: acknowledged messages may be dropped',
        );
    }
  },
};
