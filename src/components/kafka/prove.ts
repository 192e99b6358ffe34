import { randomUUID } from 'node:crypto';
import type { Admin, Kafka, KafkaJSDeleteGroupsError, PartitionMetadata } from 'kafkajs';
import { StackError } from '../../errors.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Finding, Proof } from '../../proof/proof.ts';
import { hostClient } from './host-client.ts';
import { durability, nodeIds } from './properties.ts';
import type { KafkaSettings } from './schema.ts';
import { plural } from '../../words.ts';

/** Ours alone: a user's topic is never written to. */
const proofTopic = 'holdfast.proof';
/** A returned broker gets its partitions back at the next imbalance check, every 5 s (server.properties). */
const patienceMs = 30_000;
const pollMs = 200;

/** Messages come back through every broker, and the spec's topics are whole. */
export function proveKafka(settings: KafkaSettings, plan: Plan): Proof[] {
  return [
    {
      title: 'kafka: a message led by each broker comes back',
      run: ({ signal }) => messagesComeBack(settings, plan, signal),
    },
    {
      title: 'kafka: every topic of the spec is there, all replicas in sync',
      run: ({ signal }) => topicsAreWhole(settings, plan, signal),
    },
  ];
}

async function messagesComeBack(settings: KafkaSettings, plan: Plan, signal: AbortSignal): Promise<Finding> {
  const kafka = hostClient(settings, plan);
  const admin = kafka.admin();
  await admin.connect();
  try {
    await ensureProofTopic(admin, settings);
    const led = await until(signal, () => ledByEach(admin, settings));
    const token = randomUUID();
    await produce(kafka, led, token);
    await readBack(kafka, admin, led, token, signal);
    return {
      seen: `${String(led.length)} of ${String(settings.nodes)} brokers led a message and gave it back`,
    };
  } finally {
    await admin.disconnect();
  }
}

async function ensureProofTopic(admin: Admin, settings: KafkaSettings): Promise<void> {
  if ((await admin.listTopics()).includes(proofTopic)) return;
  const ids = nodeIds(settings);
  const { replication } = durability(settings.nodes);
  // Partition i is led by broker i + 1, its other replicas are the brokers after it, in a ring.
  const replicaAssignment = ids.map((_, partition) => ({
    partition,
    replicas: Array.from(
      { length: replication },
      (_unused, step) => ids[(partition + step) % ids.length] ?? 1,
    ),
  }));
  await admin.createTopics({
    // Asked for below, until every broker has one: the node that kafkajs would ask may not know the topic yet.
    waitForLeaders: false,
    topics: [
      { topic: proofTopic, replicaAssignment, configEntries: [{ name: 'retention.ms', value: '3600000' }] },
    ],
  });
}

/** One partition per broker that it leads; throws while a broker leads none. */
async function ledByEach(admin: Admin, settings: KafkaSettings): Promise<number[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [proofTopic] });
  const partitions = topics[0]?.partitions ?? [];
  return nodeIds(settings).map((broker) => {
    const own = partitions.find((partition) => partition.leader === broker);
    if (own === undefined)
      throw new StackError('no', `broker ${String(broker)} leads no partition of ${proofTopic}`);
    return own.partitionId;
  });
}

async function produce(kafka: Kafka, partitions: readonly number[], token: string): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    await Promise.all(
      partitions.map((partition) =>
        producer.send({ topic: proofTopic, acks: -1, messages: [{ partition, value: token }] }),
      ),
    );
  } finally {
    await producer.disconnect();
  }
}

/**
 * From the beginning of the topic, which holds the tokens of an hour: in a young cluster the group's coordinator may
 * move while it is joined, kafkajs then starts over, and an offset sought before would be forgotten.
 */
async function readBack(
  kafka: Kafka,
  admin: Admin,
  partitions: readonly number[],
  token: string,
  signal: AbortSignal,
): Promise<void> {
  const groupId = `${proofTopic}.${token}`;
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 100 });
  const missing = new Set(partitions);
  await consumer.connect();
  try {
    // Brokers hear of a new topic at different moments, and kafkajs takes the first "unknown topic" for the last word.
    await until(signal, () => consumer.subscribe({ topic: proofTopic, fromBeginning: true }));
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ partition, message }) => {
        if (message.value?.toString() === token) missing.delete(partition);
        return Promise.resolve();
      },
    });
    await until(signal, () => {
      if (missing.size > 0)
        throw new StackError('no', `messages of partitions ${[...missing].join(', ')} did not come back`);
      return Promise.resolve();
    });
  } finally {
    await consumer.disconnect();
    await removeGroup(admin, groupId, signal);
  }
}

/** A member that has just left may still be counted, and a group that never committed may be gone by itself. */
async function removeGroup(admin: Admin, groupId: string, signal: AbortSignal): Promise<void> {
  await until(signal, async () => {
    try {
      await admin.deleteGroups([groupId]);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  });
}

/** kafkajs reports each group apart; 69 is GROUP_ID_NOT_FOUND (Kafka protocol guide, error codes). */
function isGone(error: unknown): boolean {
  if (!isDeleteGroupsError(error)) return false;
  return error.groups.every(({ errorCode }) => errorCode === 69);
}

/** By name: kafkajs is CommonJS and does not export the class to modules. */
function isDeleteGroupsError(error: unknown): error is KafkaJSDeleteGroupsError {
  return error instanceof Error && error.name === 'KafkaJSDeleteGroupsError' && 'groups' in error;
}

async function topicsAreWhole(settings: KafkaSettings, plan: Plan, signal: AbortSignal): Promise<Finding> {
  const wanted = Object.entries(settings.topics);
  if (wanted.length === 0) return { seen: 'the spec names no topic' };
  const admin = hostClient(settings, plan).admin();
  await admin.connect();
  try {
    await until(signal, async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: wanted.map(([name]) => name) });
      const found = new Map(topics.map((topic) => [topic.name, topic.partitions]));
      for (const [name, { partitions }] of wanted)
        checkTopic(name, partitions, found.get(name) ?? [], settings);
    });
    return { seen: `${plural(wanted.length, 'topic')}, every partition with all its replicas in sync` };
  } finally {
    await admin.disconnect();
  }
}

function checkTopic(
  name: string,
  wanted: number,
  found: readonly PartitionMetadata[],
  settings: KafkaSettings,
): void {
  if (found.length < wanted) {
    throw new StackError(
      'no',
      `${name} has ${String(found.length)} partitions, the spec says ${String(wanted)}`,
    );
  }
  const { replication } = durability(settings.nodes);
  const behind = found
    .filter((partition) => partition.isr.length < replication)
    .map((partition) => partition.partitionId);
  if (behind.length > 0) {
    throw new StackError(
      'no',
      `${name}: partitions ${behind.join(', ')} have fewer than ${String(replication)} replicas in sync`,
    );
  }
}

/** Asks again until it holds; after {@link patienceMs} the last reason why it does not is thrown. */
async function until<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
