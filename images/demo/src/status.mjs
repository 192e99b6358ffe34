// How the stores are doing, looked at once a second and remembered, so that asking costs nothing.

const LOOK_EVERY = 1000;

/** States are `up`, `down` or `off` (not part of this stack). */
export function createStatus({ redis, kafka, counters, instance, log }) {
  const states = { redis: redis ? 'down' : 'off', kafka: kafka ? 'down' : 'off' };
  let lastCounters = {};
  let admin;

  async function look() {
    if (redis) set('redis', await works(() => redis.ping()));
    if (kafka) set('kafka', await works(askKafka));
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

  function set(store, up) {
    const state = up ? 'up' : 'down';
    if (states[store] !== state) log(`${store} is ${state}`);
    states[store] = state;
  }

  let timer;
  let closed = false;
  async function loop() {
    await look();
    if (!closed) timer = setTimeout(loop, LOOK_EVERY);
  }
  void loop();

  return {
    stores: () => ({ ...states }),
    /** What a page shows. When Redis is away: the last known numbers, and the state says so. */
    async snapshot() {
      const fresh = await counters.read().catch(() => undefined);
      lastCounters = fresh ?? lastCounters;
      return { instance, shared: counters.shared, ...states, counters: lastCounters };
    },
    close() {
      closed = true;
      clearTimeout(timer);
      void admin?.disconnect().catch(() => undefined);
    },
  };
}

async function works(attempt) {
  try {
    await attempt();
    return true;
  } catch {
    return false;
  }
}
