import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { Plan } from '../../../plan/plan.ts';
import { hostClient } from '../host-client.ts';
import { durability } from '../properties.ts';
import type { KafkaSettings } from '../schema.ts';

/** Every topic of a drill's, whoever made it. The spec's own topics cannot begin with `holdfast.`. */
export const topicPrefix = 'holdfast.drill.';

/** Longer than the session of a consumer of ours (client-settings.ts), ms. */
const groupPatience = 30_000;

/** Partitions for each broker to lead: one send then brings it that many large messages in one request. */
const partitionsPerBroker = 3;

/**
 * Makes a topic and waits until it can be written to. Its files go as soon as it is deleted, not after a minute.
 *
 * @returns the partitions by the broker that leads them
 */
export async function createTopic(
  admin: Admin,
  topic: string,
  settings: KafkaSettings,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const { replication } = durability(settings.nodes);
  const partitions = settings.nodes * partitionsPerBroker;
  await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic,
        numPartitions: partitions,
        replicationFactor: replication,
        configEntries: [
          { name: 'retention.ms', value: '3600000' },
          { name: 'file.delete.delay.ms', value: '1000' },
        ],
      },
    ],
  });
  for (;;) {
    signal.throwIfAborted();
    const led = await ledBy(admin, topic, partitions, replication);
    if (led !== undefined) return led;
    await sleep(100);
  }
}

/** Undefined while it is not whole, or the broker that was asked has not heard of it. */
async function ledBy(
  admin: Admin,
  topic: string,
  partitions: number,
  replication: number,
): Promise<ReadonlyMap<number, readonly number[]> | undefined> {
  const metadata = await admin.fetchTopicMetadata({ topics: [topic] }).catch(() => undefined);
  const found = metadata?.topics[0]?.partitions ?? [];
  if (found.length < partitions || found.some(({ leader, isr }) => leader < 0 || isr.length < replication))
    return undefined;
  const led = new Map<number, number[]>();
  for (const { leader, partitionId } of found) led.set(leader, [...(led.get(leader) ?? []), partitionId]);
  return led;
}

/** Removes every topic and group of drills, whoever left them. */
export async function sweepTopics(admin: Admin): Promise<void> {
  await removeAll(admin, (name) => name.startsWith(topicPrefix));
}

/** Removes topics of a drill, and the groups of their names. */
export async function removeTopics(
  settings: KafkaSettings,
  plan: Plan,
  topics: readonly string[],
): Promise<void> {
  const admin = hostClient(settings, plan).admin();
  try {
    await admin.connect();
    await removeAll(admin, (name) => topics.includes(name));
  } finally {
    await admin.disconnect();
  }
}

async function removeAll(admin: Admin, isOwn: (name: string) => boolean): Promise<void> {
  const topics = (await admin.listTopics()).filter(isOwn);
  if (topics.length > 0) await admin.deleteTopics({ topics });
  const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter(isOwn);
  if (groups.length > 0) await removeGroups(admin, groups);
}

/** A member that did not say farewell is counted until its session is over, and a group in use is not removed. */
async function removeGroups(admin: Admin, groups: readonly string[]): Promise<void> {
  const end = performance.now() + groupPatience;
  for (;;) {
    try {
      await admin.deleteGroups([...groups]);
      return;
    } catch (error) {
      const left = (await admin.listGroups()).groups.map(({ groupId }) => groupId);
      if (!groups.some((group) => left.includes(group))) return;
      if (performance.now() >= end) throw error;
    }
    await sleep(500);
  }
}
