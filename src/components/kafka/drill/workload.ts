import { setMaxListeners } from 'node:events';
import type { Final } from '../../../drill/history.ts';
import type { LoadContext, Workload } from '../../../drill/workload.ts';
import { StackError } from '../../../errors.ts';
import { hostClient } from '../host-client.ts';
import type { KafkaSettings } from '../schema.ts';
import { brokersOf, byLink } from './load/brokers.ts';
import type { Brokers } from './load/leader.ts';
import { Clients } from './load/clients.ts';
import { finalOf, intoRuns, runsOf } from './load/finals.ts';
import { kafkaFlood } from './load/flood.ts';
import { fromInside } from './load/inside.ts';
import { foldLog, readLog } from './load/read-log.ts';
import { streamsAt } from './load/streams.ts';
import { makeTopics, partitionsOf, topicOf, untilKnown, writersIn } from './load/topic.ts';
import { removeTopics } from './topic.ts';

/** For the first answer of every client, and to let what is under way end, ms. */
const patience = { first: 30_000, stop: 10_000 };

/** Producers and a consumer group on topics of the drill's own, whose partitions are led by different brokers. */
export function kafkaWorkload(settings: KafkaSettings): Workload {
  return {
    name: 'kafka',
    floods: true,
    about:
      'idempotent producers with acks=all by two clients, a consumer group and a fresh-connection probe, three partitions each, 115 messages a second',
    start: async (context) => {
      const brokers = brokersOf(settings, context.plan);
      const topics = writersIn(context).map((writer) => topicOf(context.word, writer));
      await prepare(topics, brokers, settings, context);
      const way = await byLink(brokers, context.link);
      const clients = new Clients(way, settings, context);
      try {
        await clients.start(patience.first);
      } catch (error) {
        await clients.stop(0);
        throw error;
      }
      const inside = fromInside(settings, context);
      const flooding = context.flooded === true ? kafkaFlood(way, context) : undefined;
      return {
        ease: (eased) => {
          clients.tempo.ease(eased);
          inside?.ease(eased);
          flooding?.flood.ease(eased);
        },
        ...(flooding === undefined ? {} : { flood: flooding.flood }),
        stop: async () => {
          await Promise.all([clients.stop(patience.stop), inside?.stop(), flooding?.stop(patience.stop)]);
        },
        readBack: () => readBack(brokers, context),
        clean: () => removeTopics(settings, context.plan, topics),
      };
    },
  };
}

async function prepare(
  topics: readonly string[],
  brokers: Brokers,
  settings: KafkaSettings,
  { plan, signal }: LoadContext,
): Promise<void> {
  const admin = hostClient(settings, plan).admin();
  try {
    await admin.connect();
    await makeTopics(admin, topics, settings);
  } catch (error) {
    throw new StackError('no', "the drill's topics could not be made", {
      hint: 'holdfast status shows how Kafka is',
      cause: error,
    });
  } finally {
    await admin.disconnect();
  }
  await untilKnown(brokers, topics, signal);
}

/** One partition after another of each topic, all topics at once. */
async function readBack(brokers: Brokers, context: LoadContext): Promise<readonly Final[]> {
  const { word, pace } = context;
  const signal = AbortSignal.any([context.signal]);
  setMaxListeners(0, signal); // every question listens
  const streams = streamsAt(pace);
  const finals = writersIn(context).map(async (writer) => {
    const topic = topicOf(word, writer);
    if (writer === 'flood') return [await readFlood(topic, brokers, signal)];
    const logs = [];
    for (const partition of partitionsOf(topic)) logs.push(await readLog(brokers, partition, signal));
    const own = finalOf(streams[writer], topic, logs);
    // What the group read has to be there as well.
    return writer === 'producer' ? [own, finalOf(streams.group, topic, logs)] : [own];
  });
  return (await Promise.all(finals)).flat();
}

async function readFlood(topic: string, brokers: Brokers, signal: AbortSignal): Promise<Final> {
  const logs = [];
  for (const partition of partitionsOf(topic)) logs.push(await foldLog(brokers, partition, signal, intoRuns));
  return runsOf(streamsAt(1).flood, topic, logs);
}
