// What the page shows: a few numbers, the same on every replica because they live in Redis.
// Without Redis each replica counts for itself.

const KEY = 'demo:counters';

/**
 * Counts something once, however often it is delivered: Kafka hands out a message again when a consumer dies
 * before it has committed. The mark and the count are one script, so there is no moment between the two.
 */
const COUNT_ONCE = `
if redis.call('SET', KEYS[1], 1, 'NX', 'EX', 3600) then
  for i = 1, #ARGV, 2 do redis.call('HINCRBY', KEYS[2], ARGV[i], ARGV[i + 1]) end
  return 1
end
return 0`;

/** Counters in Redis, shared by all replicas. */
export function redisCounters(redis) {
  return {
    shared: true,
    async addOnce(mark, amounts) {
      const counted = await redis.eval(
        COUNT_ONCE,
        2,
        `demo:seen:${mark}`,
        KEY,
        ...Object.entries(amounts).flat(),
      );
      return counted === 1;
    },
    /** How many replicas have everything written so far, waited for at most 300 ms: the number to trust in a failover. */
    replicated: () => redis.wait(1, 300),
    async read() {
      const stored = await redis.hgetall(KEY);
      return Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, Number(value)]));
    },
  };
}

/** Counters of this process only, for a stack without Redis. */
export function memoryCounters() {
  const counts = {};
  const seen = new Set();
  return {
    shared: false,
    async addOnce(mark, amounts) {
      if (seen.has(mark)) return false;
      if (seen.size > 10_000) seen.clear();
      seen.add(mark);
      for (const [name, amount] of Object.entries(amounts)) counts[name] = (counts[name] ?? 0) + amount;
      return true;
    },
    replicated: async () => 0,
    read: async () => ({ ...counts }),
  };
}
