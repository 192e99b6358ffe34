import { showBytes } from '../facts/sizes.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Up to here the cleaner's 128 MiB do not fit beside the rest. */
const smallHeap = 256 * 2 ** 20;

/** A small heap of which half is gone at the start. */
export const kafkaCleanerBuffer: Rule = {
  id: 'kafka-cleaner-buffer',
  severity: 'error',
  looksAt: 'a heap of 256 MiB or less with the log cleaner’s default buffer',
  reason:
    'The cleaner takes log.cleaner.dedupe.buffer.size, 128 MiB by default, from the heap at the start: a small broker dies with OutOfMemoryError before it serves anything.',
  mend: 'write log.cleaner.dedupe.buffer.size 16777216',
  source: 'Apache Kafka documentation, Broker Configs: log.cleaner.dedupe.buffer.size',
  *check({ kafka }) {
    for (const { service, heap, settings, whole, isBroker } of kafka) {
      if (heap === undefined || heap.value > smallHeap || !whole || !isBroker) continue;
      if (
        !settings.has('log.cleaner.dedupe.buffer.size') &&
        settings.get('log.cleaner.enable')?.text !== 'false'
      )
        yield foundAt(
          service,
          heap.at,
          `half of a heap of ${showBytes(heap.value)} goes to the log cleaner’s buffer of 128 MiB`,
        );
    }
  },
};
