import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import type { Bite, PressContext, Pressure } from '../../../drill/limits/pressure.ts';
import { firstLineOf } from '../../../errors.ts';
import { hostClient } from '../host-client.ts';
import { nodeIds, reachedFromHost } from '../properties.ts';
import type { KafkaSettings } from '../schema.ts';
import { assertDisk, roundBytes } from './disk.ts';
import { keyBytes, LargeBatch } from './large-batch.ts';
import { missingFrom } from './read-back.ts';
import { Sender, type Answer } from './sender.ts';
import { createTopic, topicPrefix } from './topic.ts';

/** Producers, each with a connection to every broker and one request of several messages on the way on each. */
const producers = 24;
/** Just under what a broker takes as one batch (message.max.bytes, 1048588). */
const messageBytes = 1_000_000;
/** Less than this acknowledged, and nothing was pressed. */
const leastBytes = 32 * 1024 * 1024;
const megabyte = 1_000_000;

/**
 * Large messages with acks=all, one for every partition in each send, at the highest speed. A topic is filled, read
 * back and deleted while the next is being filled, so that the disk holds no more than a few rounds.
 */
export const produce = (settings: KafkaSettings): Pressure => ({
  name: 'kafka:produce',
  title: 'Kafka at full speed with large messages',
  press: async (context) => {
    const kafka = hostClient(settings, context.plan);
    const admin = kafka.admin();
    await admin.connect();
    try {
      await assertDisk(context);
      return await pressBrokers({ kafka, admin, settings, context });
    } finally {
      await admin.disconnect();
    }
  },
});

interface Session {
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly settings: KafkaSettings;
  readonly context: PressContext;
}

/** A topic with what was acknowledged on it. */
interface Round {
  readonly topic: string;
  /** Broker -> the partitions it leads. */
  readonly led: ReadonlyMap<number, readonly number[]>;
  readonly acknowledged: Set<string>;
}

/** One producer's connection to one broker. */
interface Lane {
  readonly broker: number;
  readonly sender: Sender;
}

async function pressBrokers(session: Session): Promise<Bite> {
  const { context } = session;
  const lanes = lanesOf(session);
  const tally: Tally = { acknowledged: 0, failures: new Map(), lost: 0, rounds: 0, seconds: 0 };
  let checking: Promise<void> = Promise.resolve();
  const started = performance.now();
  try {
    while (!context.over.aborted) {
      const round = await begin(session);
      tally.rounds += 1;
      await fillRound(lanes, round, tally, context);
      tally.seconds = (performance.now() - started) / 1000;
      // Never more than one round unread, or the disk would fill.
      await checking;
      checking = finish(session, round).then((lost) => void (tally.lost += lost));
      checking.catch(() => undefined);
    }
    context.say(`${megabytesOf(tally)} MB acknowledged, reading back`);
    await checking;
  } finally {
    for (const { sender } of lanes) sender.close();
  }
  return biteOf(tally);
}

function lanesOf({ settings, context: { plan } }: Session): readonly Lane[] {
  const batch = new LargeBatch(randomBytes(messageBytes - keyBytes), Date.now());
  return nodeIds(settings).flatMap((broker) =>
    Array.from({ length: producers }, () => ({
      broker,
      sender: new Sender(reachedFromHost(plan, broker), batch),
    })),
  );
}

async function begin({ admin, settings, context }: Session): Promise<Round> {
  const topic = `${topicPrefix}${randomUUID()}`;
  const led = await createTopic(admin, topic, settings, context.signal);
  return { topic, led, acknowledged: new Set() };
}

/** All lanes at once until the round is full or the phase over. */
async function fillRound(
  lanes: readonly Lane[],
  { topic, led, acknowledged }: Round,
  tally: Tally,
  { over, bitten, say }: PressContext,
): Promise<void> {
  let underWay = 0;
  const room = (): boolean => (acknowledged.size + underWay) * messageBytes < roundBytes;
  const drive = async ({ broker, sender }: Lane): Promise<void> => {
    while (!over.aborted && room()) {
      const keys = new Map((led.get(broker) ?? []).map((partition) => [partition, randomUUID()]));
      underWay += keys.size;
      const answers = await sender.send(topic, keys).catch((error: unknown) => firstLineOf(error));
      underWay -= keys.size;
      const good = noteAnswers(answers, tally);
      for (const partition of good) acknowledged.add(keys.get(partition) ?? '');
      if (enough(tally)) bitten();
      say(`${megabytesOf(tally)} MB acknowledged`);
      if (good.length === keys.size) continue;
      // A broker that is away or full: not in a hot loop.
      await sleep(200);
    }
  };
  await Promise.all(lanes.map(drive));
}

/** Counts, and returns the partitions that acknowledged. */
function noteAnswers(answers: readonly Answer[] | string, tally: Tally): readonly number[] {
  const fail = (why: string): void => void tally.failures.set(why, (tally.failures.get(why) ?? 0) + 1);
  if (typeof answers === 'string') {
    fail(answers);
    return [];
  }
  for (const { error } of answers) if (error !== 0) fail(errorNames[error] ?? `error ${String(error)}`);
  const good = answers.filter(({ error }) => error === 0).map(({ partition }) => partition);
  tally.acknowledged += good.length;
  return good;
}

/** Reads a round back, deletes it, and returns how many acknowledged messages it lacks. */
async function finish({ kafka, admin, context }: Session, { topic, acknowledged }: Round): Promise<number> {
  const lost = await missingFrom(kafka, topic, acknowledged, context.signal);
  await admin.deleteTopics({ topics: [topic] });
  return lost;
}

/** What an overloaded cluster answers (Kafka protocol guide, error codes). */
const errorNames: Readonly<Record<number, string>> = {
  6: 'NOT_LEADER_OR_FOLLOWER',
  7: 'REQUEST_TIMED_OUT',
  19: 'NOT_ENOUGH_REPLICAS',
  20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  56: 'KAFKA_STORAGE_ERROR',
};

interface Tally {
  /** Messages. */
  acknowledged: number;
  /** What was not acknowledged, by the reason: a partition's error, or a connection that ended. */
  readonly failures: Map<string, number>;
  lost: number;
  rounds: number;
  seconds: number;
}

function megabytesOf({ acknowledged }: Tally): string {
  return ((acknowledged * messageBytes) / megabyte).toFixed(0);
}

function enough({ acknowledged }: Tally): boolean {
  return acknowledged * messageBytes >= leastBytes;
}

function biteOf(tally: Tally): Bite {
  const { acknowledged, failures, lost, rounds, seconds } = tally;
  const bytes = acknowledged * messageBytes;
  const reasons = [...failures].map(([why, count]) => `${String(count)} ${why}`);
  const seen = [
    `${String(acknowledged)} messages of 1 MB acknowledged, ${(bytes / megabyte / seconds).toFixed(0)} MB/s`,
    `read back in ${String(rounds)} rounds`,
    failures.size === 0 ? 'none failed' : `failed: ${reasons.join(', ')}`,
  ];
  return { bit: enough(tally), seen: seen.join(', '), acknowledged, lost };
}
