import type { KafkaNode } from './kafka.ts';
import type { Place } from '../place.ts';

/** A broker's heap against its container's memory. */
export interface HeapShare {
  readonly heap: number;
  readonly limit: number;
  readonly share: number;
  readonly at: Place;
  /** Nobody said it: Kafka's start script takes 1 GiB. */
  readonly byDefault: boolean;
}

/** `KAFKA_HEAP_OPTS` of kafka-server-start.sh when nothing is set. */
const defaultHeap = 2 ** 30;

/** Undefined without a memory limit, or where the heap cannot be known. */
export function heapShareOf({ service, heap }: KafkaNode): HeapShare | undefined {
  const limit = service.memoryLimit;
  const known =
    heap !== undefined || (!service.built && service.environment.whole && service.words.length === 0);
  const said = service.environment.values.has('KAFKA_HEAP_OPTS');
  if (limit === undefined || !known || (heap === undefined && said)) return undefined;
  const value = heap?.value ?? defaultHeap;
  return {
    heap: value,
    limit: limit.value,
    share: value / limit.value,
    at: heap?.at ?? limit.at,
    byDefault: heap === undefined,
  };
}
