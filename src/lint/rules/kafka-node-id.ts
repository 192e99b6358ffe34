import type { KafkaNode } from '../facts/kafka.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { isKnown, type Scalar } from '../yaml/value.ts';

/** Two nodes with one number. */
export const kafkaNodeId: Rule = {
  id: 'kafka-node-id',
  severity: 'error',
  looksAt: 'the same node.id or broker.id twice in a cluster',
  reason:
    'The second node with a number is refused or takes the first one’s place: the cluster has one broker less than the file says.',
  mend: 'give every node a number of its own',
  source: 'Apache Kafka documentation, Broker Configs: node.id',
  *check({ clusters }) {
    for (const { nodes } of clusters) {
      const first = new Map<string, string>();
      for (const node of nodes) {
        const id = idOf(node);
        if (id === undefined || !isKnown(id.text)) continue;
        const holder = first.get(id.text);
        if (holder !== undefined)
          yield foundAt(node.service, id.at, `its number ${id.text} is already that of ${holder}`);
        else if (node.service.instances > 1)
          yield foundAt(
            node.service,
            id.at,
            `all ${node.service.instances} containers get the number ${id.text}`,
          );
        first.set(id.text, holder ?? node.service.name);
      }
    }
  },
};

function idOf({ settings }: KafkaNode): Scalar | undefined {
  const id = settings.get('node.id') ?? settings.get('broker.id');
  return id?.text === '-1' ? undefined : id;
}
