import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { LoadContext } from '../../../../drill/workload.ts';
import { StackError } from '../../../../errors.ts';
import { ask } from '../../observe/ask.ts';
import { metadata } from '../../observe/requests.ts';
import { durability, nodeIds } from '../../properties.ts';
import type { KafkaSettings } from '../../schema.ts';
import { topicPrefix } from '../topic.ts';
import type { Brokers, TopicPartition } from './leader.ts';
import type { WriterName } from './streams.ts';

/** As many as brokers of the usual stack: each leads one. */
const partitions = 3;

/** Until every broker knows of a new topic, ms. */
const patience = { all: 20_000, one: 1000, pause: 100 };

const suffixes: Readonly<Record<WriterName, string>> = {
  producer: '',
  wire: '.wire',
  probe: '.probe',
  inside: '.inside',
  flood: '.flood',
  acks1: '.acks-1',
  dropped: '.dropped',
};

const writerNames = Object.keys(suffixes) as readonly WriterName[];

/** Those that write in this drill: from inside the stack's network only where something runs there, a flood only when it was asked for. */
export function writersIn({
  inside,
  flooded = false,
}: Pick<LoadContext, 'inside' | 'flooded'>): readonly WriterName[] {
  return writerNames.filter(
    (name) => (name !== 'inside' || inside !== undefined) && (name !== 'flood' || flooded),
  );
}

/** Also the name of the group that reads the producers' topic. */
export function topicOf(word: string, writer: WriterName): string {
  return `${topicPrefix}${word}${suffixes[writer]}`;
}

export function partitionsOf(topic: string): readonly TopicPartition[] {
  return Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
}

/** Topics whose partition N is led by broker N + 1, with the replicas of the spec; min in-sync is the brokers' own. */
export async function makeTopics(
  admin: Admin,
  topics: readonly string[],
  settings: KafkaSettings,
): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: topics.map((topic) => ({
      topic,
      replicaAssignment: assignment(settings),
      configEntries: [
        // Nothing is removed before it was read back, and all of it as soon as the topic is deleted.
        { name: 'retention.ms', value: '-1' },
        { name: 'retention.bytes', value: '-1' },
        { name: 'file.delete.delay.ms', value: '1000' },
      ],
    })),
  });
}

/** Replicas of each partition, its preferred leader first: the brokers in a ring. */
export function assignment(settings: KafkaSettings): { partition: number; replicas: number[] }[] {
  const ids = nodeIds(settings);
  const { replication } = durability(settings.nodes);
  return Array.from({ length: partitions }, (_, partition) => ({
    partition,
    replicas: Array.from(
      { length: replication },
      (_unused, step) => ids[(partition + step) % ids.length] ?? 1,
    ),
  }));
}

/**
 * Waits until every broker knows of all partitions with a leader and all replicas in sync.
 *
 * @throws StackError('no') when they do not in time
 */
export async function untilKnown(
  brokers: Brokers,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + patience.all;
  for (;;) {
    const answers = await Promise.allSettled(
      [...brokers.values()].map((broker) => ask(broker, metadata, patience.one, signal)),
    );
    const known = answers.every((answer) => {
      if (answer.status === 'rejected') return false;
      const own = answer.value.partitions.filter(({ topic }) => topics.includes(topic));
      const whole = own.filter(
        ({ leader, replicas, inSync }) => leader >= 0 && inSync.length === replicas.length,
      );
      return whole.length === topics.length * partitions;
    });
    if (known) return;
    signal.throwIfAborted();
    if (performance.now() >= end)
      throw new StackError('no', `the drill's topics are not whole on every broker`, {
        hint: 'holdfast status shows which broker lacks replicas',
      });
    await sleep(patience.pause);
  }
}
