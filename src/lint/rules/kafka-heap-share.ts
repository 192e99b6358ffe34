import { heapShareOf } from '../facts/kafka-heap.ts';
import { showBytes } from '../facts/sizes.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A heap that leaves too little beside it. */
export const kafkaHeapShare: Rule = {
  id: 'kafka-heap-share',
  severity: 'warning',
  looksAt: '-Xmx of a broker between 60 and 85 % of its memory limit',
  reason:
    'Metaspace, code, direct buffers and mapped indexes lie outside the heap, and Kafka reads and writes through the page cache, which the limit counts as well.',
  mend: 'leave half of the limit to what is not heap',
  source: 'Apache Kafka documentation, Hardware and OS: Memory',
  *check({ kafka }) {
    for (const node of kafka) {
      const share = heapShareOf(node);
      if (share !== undefined && share.share > 0.6 && share.share <= 0.85)
        yield foundAt(
          node.service,
          share.at,
          `a heap of ${showBytes(share.heap)} is ${Math.round(share.share * 100)} % of the limit of ${showBytes(share.limit)}`,
        );
    }
  },
};
