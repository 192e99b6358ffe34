import { heapShareOf } from '../facts/kafka-heap.ts';
import { showBytes } from '../facts/sizes.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A heap that does not fit beside the rest of the JVM. */
export const kafkaHeapOverLimit: Rule = {
  id: 'kafka-heap-over-limit',
  severity: 'error',
  looksAt: '-Xmx of a broker above 85 % of its memory limit (1 GiB where nothing is set)',
  reason:
    'The JVM needs 150 MiB and more beside its heap; once the heap is used the kernel kills the broker, at the busiest moment and on all nodes alike.',
  mend: 'set KAFKA_HEAP_OPTS to about half of the memory limit, or raise the limit',
  source: 'Apache Kafka, bin/kafka-server-start.sh; Docker documentation, Resource constraints',
  *check({ kafka }) {
    for (const node of kafka) {
      const share = heapShareOf(node);
      if (share === undefined || share.share <= 0.85) continue;
      const said = share.byDefault ? 'no heap is set, and the default of' : 'a heap of';
      yield foundAt(
        node.service,
        share.at,
        `${said} ${showBytes(share.heap)} does not fit into the limit of ${showBytes(share.limit)}`,
      );
    }
  },
};
