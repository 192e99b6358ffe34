import type { StreamFacts } from '../../../../drill/history.ts';
import type { LoadContext } from '../../../../drill/workload.ts';
import type { Acks } from '../requests.ts';
import type { Answer } from './answer.ts';
import type { Brokers, TopicPartition } from './leader.ts';
import type { KafkajsClient } from './kafkajs-client.ts';
import { KafkajsWriter } from './kafkajs-writer.ts';
import { probe } from './probe.ts';
import { droppedSequence, streamsAt, type WriterName } from './streams.ts';
import { partitionsOf, topicOf } from './topic.ts';
import { WireWriter, type Message } from './wire-writer.ts';

/** One writer of one partition. */
export interface Writing {
  readonly facts: StreamFacts;
  readonly to: TopicPartition;
  readonly writer: Writer;
}

interface Writer {
  /** Never throws. */
  readonly send: (message: Message, sequence: number) => Promise<Answer>;
  readonly close: () => Promise<void> | void;
}

/** What writers need beside the partition. */
export interface Desk {
  readonly brokers: Brokers;
  readonly kafkajs: KafkajsClient;
  readonly context: LoadContext;
  /** No further attempt. */
  readonly over: AbortSignal;
}

export function writersOf({ brokers, kafkajs, context, over }: Desk): readonly Writing[] {
  const streams = streamsAt(context.pace);
  const wire = (to: TopicPartition, acks: Acks): WireWriter => new WireWriter(brokers, to, acks, over);
  const each = (name: WriterName, make: (to: TopicPartition) => Writer): Writing[] =>
    partitionsOf(topicOf(context.word, name)).map((to) => ({ facts: streams[name], to, writer: make(to) }));
  return [
    ...each('producer', (to) => new KafkajsWriter(kafkajs, context.plan.failover, to)),
    ...each('wire', (to) => wire(to, -1)),
    ...each('probe', (to) => ({
      send: (message) => probe(brokers, to, message, over),
      close: () => undefined,
    })),
    ...each('acks1', (to) => wire(to, 1)),
    ...each('dropped', (to) => withHole(wire(to, -1))).slice(0, 1),
  ];
}

/** A writer that drops one message and calls it acknowledged, to show that the checkers would see a loss. */
function withHole({ send, close }: Writer): Writer {
  return {
    send: (message, sequence) =>
      sequence === droppedSequence ? Promise.resolve({ outcome: 'ok' }) : send(message, sequence),
    close,
  };
}
