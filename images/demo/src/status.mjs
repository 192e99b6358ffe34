// How the stores are doing, looked at once a second and remembered, so that asking costs nothing.

import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY = 1000;
/** A page is not kept waiting for a failover: after this it shows the last known numbers, ms. */
const READ_WITHIN = 400;

/** Looks at the stores and remembers the counters. States are `starting`, `up`, `down`, or `off`: not in this stack. */
export function createStatus({ redis, kafka, counters, instance, states }) {
  let lastCounters = {};
  let admin;

  async function look() {
    await Promise.all([redis && check('redis', () => redis.ping()), kafka && check('kafka', askKafka)]);
  }

  async function check(store, attempt) {
    try {
      await attempt();
      states.set(store, true);
    } catch (error) {
      states.set(store, false, error.message);
    }
  }

  async function askKafka() {
    if (admin === undefined) {
      const fresh = kafka.admin({ retry: { retries: 1, initialRetryTime: 100 } });
      await fresh.connect();
      admin = fresh;
    }
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) throw new Error('no broker');
  }

  let timer;
  let closed = false;
  async function loop() {
    await look();
    if (!closed) timer = setTimeout(loop, LOOK_EVERY);
  }
  void loop();

  const stores = () => ({ redis: states.get('redis'), kafka: states.get('kafka') });
  return {
    stores,
    /** What a page shows. When Redis is away: the last known numbers, and the state says so. */
    async snapshot() {
      const fresh = await Promise.race([counters.read().catch(() => undefined), sleep(READ_WITHIN)]);
      lastCounters = fresh ?? lastCounters;
      const seen = { shared: counters.shared, ...stores() };
      return { instance, ...seen, note: noteOf(seen), counters: lastCounters };
    },
    close() {
      closed = true;
      clearTimeout(timer);
      void admin?.disconnect().catch(() => undefined);
    },
  };
}

/** What a visitor should know, in whole sentences; empty when all is well. */
function noteOf({ redis, kafka, shared }) {
  return [
    redis === 'down' && 'Redis does not answer right now: these are the last known numbers.',
    kafka === 'down' && 'Kafka does not answer right now: orders wait, and are refused rather than lost.',
    !shared && 'Redis is switched off in this stack: each replica counts for itself.',
    kafka === 'off' && 'Kafka is switched off in this stack: orders are processed at once.',
  ]
    .filter(Boolean)
    .join(' ');
}
