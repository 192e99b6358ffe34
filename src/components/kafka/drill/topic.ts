import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { durability } from '../properties.ts';
import type { KafkaSettings } from '../schema.ts';

/** Every topic of a drill's, whoever made it. The spec's own topics cannot begin with `holdfast.`. */
export const topicPrefix = 'holdfast.drill.';

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

export async function sweepTopics(admin: Admin): Promise<void> {
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(topicPrefix));
  if (topics.length > 0) await admin.deleteTopics({ topics });
  const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId);
  const own = groups.filter((group) => group.startsWith(topicPrefix));
  if (own.length > 0) await admin.deleteGroups(own);
}
