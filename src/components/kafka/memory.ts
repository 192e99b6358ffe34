import type { MemoryNeed } from '../../component.ts';

/** The smallest limit: below it the heap would be under 192 MiB, too little for the cleaner's buffer and the indexes. */
const leastMiB = 512;
const mostMiB = 65_536;
/** A larger heap only makes longer pauses; the page cache uses memory better. */
const largestHeapMiB = 4096;

/**
 * What a broker's JVM may take beside its heap, MiB, each as it is bounded on its command line
 * (images/kafka/bin/kafka-broker): metaspace, compiled code, direct buffers; then about 80 threads of 512 KiB, and
 * what the collector and malloc keep for themselves.
 */
export const besideHeapMiB = 96 + 48 + 48 + 40 + 32;

/** Heap in MiB: 40 % of the limit, in steps of 16; the rest is for what the JVM needs beside it, and page cache. */
export function heapMiB(limitMiB: number): number {
  return Math.min(largestHeapMiB, Math.floor((limitMiB * 0.4) / 16) * 16);
}

/** The log cleaner's buffer, MiB: taken from the heap at the start, whether anything is compacted or not. */
export function dedupeMiB(limitMiB: number): number {
  return Math.min(128, Math.max(16, Math.floor(heapMiB(limitMiB) / 16)));
}

/** Steps of 32 MiB, of which page cache takes the most: whoever reads what was just written reads memory. */
export function brokerMemory(own: number | undefined): MemoryNeed {
  const need = { least: leastMiB, most: mostMiB, step: 32, weight: 40 };
  return own === undefined
    ? need
    : { ...need, own: { limitMiB: own, at: ['memory'], inSpec: (limit) => limit } };
}

export function whyBroker(limitMiB: number): string {
  const heap = heapMiB(limitMiB);
  return (
    `a heap of ${String(heap)} MiB is 40 % of it, ${String(besideHeapMiB)} for the JVM beside it, ` +
    `${String(limitMiB - heap - besideHeapMiB)} for page cache`
  );
}
