import { votersOf } from '../facts/kafka.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A voter that adds nothing. */
export const kafkaQuorumEven: Rule = {
  id: 'kafka-quorum-even',
  severity: 'warning',
  looksAt: 'four, six or more KRaft voters of an even number',
  reason: 'Four voters bear the loss of one, as three do, and one more machine can be the one that fails.',
  mend: 'make it three or five',
  source: 'Apache Kafka documentation, KRaft: Controllers',
  *check({ kafka }) {
    for (const node of kafka) {
      const voters = votersOf(node).length;
      const said =
        node.settings.get('controller.quorum.voters') ??
        node.settings.get('controller.quorum.bootstrap.servers');
      if (said !== undefined && voters >= 4 && voters % 2 === 0)
        yield foundAt(node.service, said.at, `${voters} voters bear no more losses than ${voters - 1}`);
    }
  },
};
