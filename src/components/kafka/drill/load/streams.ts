import type { StreamFacts } from '../../../../drill/history.ts';
import { rangeLength } from '../../../../drill/run/ranges.ts';

/** Between two messages of one partition at the usual pace, ms: 115 messages a second in all on three partitions. */
const intervals = { producer: 50, wire: 150, probe: 250, control: 150, dropped: 1000 };

/** Who writes, each to a topic of its own: what a topic holds is then what one stream wrote. */
export type WriterName = 'producer' | 'wire' | 'probe' | 'inside' | 'flood' | 'acks1' | 'dropped';

/** The message that is noted as acknowledged and never sent. */
export const droppedSequence = 3;

/** Who writes and reads, and what each stands for. */
export function streamsAt(pace: number): Readonly<Record<WriterName | 'group', StreamFacts>> {
  const every = (interval: number): number => interval / pace;
  const write = { tier: 'kafka', kind: 'write', view: 'client', judged: false, keyed: true } as const;
  return {
    producer: {
      ...write,
      id: 'kafka/produce/kafkajs',
      client: 'kafkajs',
      title: 'idempotent producers with acks=all, one for each partition',
      promise: 'kept',
      judged: true,
      interval: every(intervals.producer),
    },
    group: {
      ...write,
      id: 'kafka/consume/kafkajs',
      client: 'kafkajs',
      title: 'a consumer group that reads what the producers write',
      kind: 'consume',
      promise: 'kept',
      interval: every(intervals.producer),
    },
    wire: {
      ...write,
      id: 'kafka/produce/wire',
      client: 'plain protocol',
      title: 'idempotent producers with acks=all, without a library',
      promise: 'kept',
      interval: every(intervals.wire),
    },
    probe: {
      ...write,
      id: 'kafka/probe',
      client: 'plain protocol',
      title: 'a fresh connection for each message with acks=all',
      view: 'cluster',
      promise: 'kept',
      interval: every(intervals.probe),
    },
    inside: {
      ...write,
      id: 'kafka/inside',
      client: 'plain protocol',
      title: "a fresh connection for each message with acks=all, from inside the stack's network",
      view: 'inside',
      promise: 'counted',
      interval: every(intervals.probe),
    },
    flood: {
      ...write,
      id: 'kafka/flood',
      client: 'plain protocol',
      title: 'idempotent producers with acks=all, in batches, at the rate of --rate',
      promise: 'kept',
      interval: rangeLength,
    },
    acks1: {
      ...write,
      id: 'kafka/control/acks-1',
      client: 'plain protocol',
      title: 'acks=1, which the leader alone answers: may lose messages',
      promise: 'control',
      interval: every(intervals.control),
    },
    dropped: {
      ...write,
      id: 'kafka/control/dropped',
      client: 'plain protocol',
      title: 'one message that was never sent is noted as acknowledged: exactly one must be found lost',
      promise: 'control',
      interval: every(intervals.dropped),
    },
  };
}
