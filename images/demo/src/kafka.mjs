// Producing and consuming orders. What looks long-winded guards against a broker dying in between.
import { Kafka, Partitioners, logLevel } from '../vendor/kafkajs.mjs';

export const ORDERS = 'demo-orders';
export const DEAD_LETTERS = 'demo-orders-dead';

/** Between the end of a consumer and the next, ms. */
const START_AGAIN = 500;

/** A Kafka client with short time-outs: the defaults (30 s per request) outlast any election. */
export function connectKafka({ brokers }, app) {
  return new Kafka({
    brokers,
    clientId: app,
    connectionTimeout: 1000,
    requestTimeout: 3000,
    // About 6 s of pauses, and up to 1 s for each attempt at a dead address: longer than the 5 to 7 s in which a dead
    // broker's partitions get a new leader.
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 9 },
    // It would write a line for every attempt at every broker. What an attempt comes to, the states tell.
    logLevel: logLevel.NOTHING,
  });
}

/** Sends one message at a time, each acknowledged by all in-sync replicas. */
export function createSender(kafka) {
  let current;
  let queue = Promise.resolve();

  async function producer() {
    if (current === undefined) {
      const fresh = kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        metadataMaxAge: 5000,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await fresh.connect();
      current = fresh;
    }
    return current;
  }

  async function deliver(topic, message) {
    try {
      await (await producer()).send({ topic, acks: -1, messages: [message] });
    } catch (error) {
      // Whether the message landed is unknown, and kafkajs would give its sequence number to the next message,
      // which the broker would then take for a duplicate and drop. A new producer starts a new sequence.
      const failed = current;
      current = undefined;
      failed?.disconnect().catch(() => undefined);
      throw error;
    }
  }

  return {
    send(topic, message) {
      const delivery = queue.then(() => deliver(topic, message));
      queue = delivery.catch(() => undefined);
      return delivery;
    },
    async close() {
      await queue;
      await current?.disconnect();
    },
  };
}

/**
 * Hands every order to `handle`. An error from it means "not now": the message stays uncommitted and comes again.
 * What can never be handled is the handler's business (see orders.mjs). `state` is told whether orders arrive.
 */
export function startConsumer(kafka, group, handle, state) {
  let consumer;
  let closed = false;

  async function run() {
    consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: 6000,
      heartbeatInterval: 1500,
      rebalanceTimeout: 10_000,
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
      metadataMaxAge: 5000,
      // Few retries: when the broker dies that coordinates the group, kafkajs asks the same address until they are used
      // up (one connection time-out each, and one message in between); only a new consumer looks for the coordinator.
      // It starts again by itself after some errors and ends silently after others; here every end is ours.
      retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 2, restartOnFailure: async () => false },
    });
    consumer.on(consumer.events.GROUP_JOIN, () => state(true));
    consumer.on(consumer.events.CRASH, ({ payload }) => again(payload.error));
    await consumer.connect();
    await consumer.subscribe({ topics: [ORDERS], fromBeginning: true });
    await consumer.run({ eachMessage: ({ partition, message }) => handle(message, partition) });
  }

  function again(error) {
    if (closed) return;
    state(false, error.message);
    consumer?.disconnect().catch(() => undefined);
    setTimeout(() => void (closed || run().catch(again)), START_AGAIN).unref();
  }

  run().catch(again);
  return {
    async close() {
      closed = true;
      await consumer?.disconnect();
    },
  };
}
