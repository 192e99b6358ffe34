import { listOf } from '../facts/kafka.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Nodes that disagree on who votes. */
export const kafkaVotersDiffer: Rule = {
  id: 'kafka-voters-differ',
  severity: 'error',
  looksAt: 'controller.quorum.voters, which every node of a cluster must have the same',
  reason:
    'Nodes with different lists of voters form no common quorum: some of them never start, or two halves elect a controller each.',
  mend: 'write the same list, in the same order, on every node (an anchor keeps it so)',
  source: 'Apache Kafka documentation, KRaft: Configuration; raft/QuorumConfig.java',
  *check({ clusters }) {
    for (const { nodes } of clusters) {
      const saying = nodes.flatMap((node) => {
        const said = node.settings.get('controller.quorum.voters');
        return said === undefined
          ? []
          : [{ node, said, voters: listOf(node, 'controller.quorum.voters').toSorted().join() }];
      });
      const [first, ...others] = saying;
      for (const { node, said, voters } of others)
        if (first !== undefined && voters !== first.voters)
          yield foundAt(node.service, said.at, `names other voters than ${first.node.service.name}`);
    }
  },
};
