import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { disasterPrefix, isOurs } from '../../../backup/stores/kafka/ours.ts';
import type { DrillContext } from '../../../drill/drill.ts';
import { begun, Once } from '../../../drill/disaster/once.ts';
import type { Found } from '../../../drill/disaster/record.ts';
import type { Count } from '../../../drill/disaster/users.ts';
import type { Witness, WitnessContext, Writing } from '../../../drill/disaster/witness.ts';
import { hostClient } from '../host-client.ts';
import type { KafkaSettings } from '../schema.ts';
import { brokersOf } from './load/brokers.ts';
import type { TopicPartition } from './load/leader.ts';
import { KafkajsClient } from './load/kafkajs-client.ts';
import { KafkajsWriter } from './load/kafkajs-writer.ts';
import { atPace } from './load/pace.ts';
import { readLog } from './load/read-log.ts';
import { makeTopics, partitionsOf, untilKnown } from './load/topic.ts';
import { countOf, savedTopics } from './saved.ts';

const tier = 'kafka';
/** Between two messages of one partition at the full pace, ms. */
const interval = 50;
/** For a first answer of a tier that is whole, for what is under way in the end; between two tries of a probe, ms. */
const patience = { first: 30_000, stop: 10_000, again: 100 };

/** Messages that are each written once, by an idempotent producer for each partition of a topic of the drill's own. */
export function kafkaWitness(settings: KafkaSettings): Witness {
  return {
    tier,
    about:
      'idempotent producers of kafkajs with acks=all, 20 messages a second to each of three partitions of a topic of its own',
    start: (context) => startWriting(settings, context),
    probe: (context) => probe(settings, context),
    readBack: (context, word) => readAll(settings, context, topicOf(word)),
    count: ({ plan }) => withAdmin(settings, plan, countsOf),
    saved: savedTopics,
  };
}

/** A topic that a backup holds, unlike all others of a drill. */
function topicOf(word: string): string {
  return `${disasterPrefix}${word}`;
}

/** The place of a message in its partition, and where it is; the key says which one it was. */
function idOf({ topic, partition }: TopicPartition, key: string): string {
  return `${topic}/${String(partition)}#${key}`;
}

async function startWriting(settings: KafkaSettings, context: WitnessContext): Promise<Writing> {
  const { plan, word, pace, note, signal } = context;
  const topic = topicOf(word);
  await withAdmin(settings, plan, (admin) => makeTopics(admin, [topic], settings));
  await untilKnown(brokersOf(settings, plan), [topic], signal);
  const client = new KafkajsClient(brokersOf(settings, plan), settings, plan);
  const over = new AbortController();
  const first = new Once();
  const writers = partitionsOf(topic).map((to) => ({
    to,
    writer: new KafkajsWriter(client, plan.failover, to),
  }));
  const clock = { now: () => performance.now(), first: performance.now(), interval: () => interval / pace };
  const loops = Promise.all(
    writers.map(({ to, writer }) =>
      atPace(clock, over.signal, async (sequence) => {
        if (await send(writer, to, String(sequence), note)) first.happened();
      }),
    ),
  );
  const stop = async (): Promise<void> => {
    over.abort();
    await Promise.race([loops, sleep(patience.stop, undefined, { ref: false })]);
    await Promise.race([
      Promise.all(writers.map(({ writer }) => writer.close())),
      sleep(patience.stop, undefined, { ref: false }),
    ]);
    client.shut();
  };
  return begun({ stop }, first, { tier: 'Kafka', patience: patience.first });
}

/** True when it was acknowledged. Never throws. */
async function send(
  writer: KafkajsWriter,
  to: TopicPartition,
  key: string,
  note: WitnessContext['note'],
): Promise<boolean> {
  const value = `${key} of ${to.topic}/${String(to.partition)}`;
  const acknowledged = note({ id: idOf(to, key), value, row: String(to.partition) });
  const { outcome } = await writer.send({ key, value });
  if (outcome === 'ok') acknowledged();
  return outcome === 'ok';
}

async function probe(
  settings: KafkaSettings,
  { plan, word, note, signal }: Omit<WitnessContext, 'pace'>,
): Promise<void> {
  const client = new KafkajsClient(brokersOf(settings, plan), settings, plan);
  const [to] = partitionsOf(topicOf(word));
  if (to === undefined) return;
  const writer = new KafkajsWriter(client, plan.failover, to);
  const stop = (): void => {
    client.shut();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    // A try that failed may have arrived all the same: the next one is another record.
    for (let attempt = 1; !(await send(writer, to, `probe ${String(attempt)}`, note)); attempt += 1)
      await sleep(patience.again, undefined, { signal });
    await writer.close();
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function readAll(
  settings: KafkaSettings,
  { plan, signal }: DrillContext,
  topic: string,
): Promise<readonly Found[]> {
  const brokers = brokersOf(settings, plan);
  const logs = await Promise.all(
    partitionsOf(topic).map(async (of) =>
      (await readLog(brokers, of, signal)).map(({ key, value }) => ({ id: idOf(of, key), value })),
    ),
  );
  return logs.flat();
}

/** The user's topics, each by how many offsets it has: records, and what a log counts beside them. */
async function countsOf(admin: Admin): Promise<readonly Count[]> {
  const topics = (await admin.listTopics()).filter((topic) => !isOurs(topic) && !topic.startsWith('__'));
  return Promise.all(
    topics.map(async (topic) => {
      const partitions = await admin.fetchTopicOffsets(topic);
      const number = partitions.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
      return countOf(topic, number);
    }),
  );
}

async function withAdmin<T>(
  settings: KafkaSettings,
  plan: DrillContext['plan'],
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = hostClient(settings, plan).admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
