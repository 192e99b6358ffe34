// What the page shows: a few numbers, the same on every replica because they live in Redis.
// Without Redis each replica counts for itself.

const KEY = 'demo:counters';

/** How long a mark is kept, s: longer than a message or a repeated request can be late, short enough not to pile up. */
const MARK_SECONDS = 600;

/**
 * Counts something once, however often it is delivered: Kafka hands out a message again when a consumer dies
 * before it has committed. The mark and the count are one script, so there is no moment between the two.
 */
const COUNT_ONCE = `
if redis.call('SET', KEYS[1], table.concat(ARGV, ' ', 2), 'NX', 'EX', ARGV[1]) then
  for i = 2, #ARGV, 2 do redis.call('HINCRBY', KEYS[2], ARGV[i], ARGV[i + 1]) end
  return 1
end
return 0`;

/** Takes back what was counted under a mark, and forgets the mark. */
const TAKE_BACK = `
local counted = redis.call('GET', KEYS[1])
if not counted then return 0 end
for name, amount in string.gmatch(counted, '(%S+) (%S+)') do redis.call('HINCRBY', KEYS[2], name, -amount) end
redis.call('DEL', KEYS[1])
return 1`;

/** Counters in Redis, shared by all replicas. */
export function redisCounters(redis) {
  return {
    shared: true,
    async addOnce(mark, amounts) {
      const pairs = Object.entries(amounts).flat();
      return (await redis.eval(COUNT_ONCE, 2, `demo:seen:${mark}`, KEY, MARK_SECONDS, ...pairs)) === 1;
    },
    async wasCounted(mark) {
      return (await redis.exists(`demo:seen:${mark}`)) === 1;
    },
    async takeBack(mark) {
      return (await redis.eval(TAKE_BACK, 2, `demo:seen:${mark}`, KEY)) === 1;
    },
    /** How many replicas have everything written so far, waited for at most 300 ms: the number to trust in a failover. */
    replicated: () => redis.wait(1, 300),
    /**
     * Throws unless what was counted so far outlives this primary. A stack with a single node has no replica to
     * wait for.
     */
    async settle() {
      if ((await redis.wait(1, 300)) > 0) return;
      if ((await redis.info('replication')).includes('connected_slaves:0')) return;
      throw new Error('no replica has it yet');
    },
    async read() {
      const stored = await redis.hgetall(KEY);
      return Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, Number(value)]));
    },
  };
}

/** Counters of this process only, for a stack without Redis. */
export function memoryCounters() {
  const counts = {};
  const seen = new Map();
  return {
    shared: false,
    async addOnce(mark, amounts) {
      if (seen.has(mark)) return false;
      if (seen.size > 10_000) seen.clear();
      seen.set(mark, amounts);
      for (const [name, amount] of Object.entries(amounts)) counts[name] = (counts[name] ?? 0) + amount;
      return true;
    },
    wasCounted: async (mark) => seen.has(mark),
    async takeBack(mark) {
      for (const [name, amount] of Object.entries(seen.get(mark) ?? {})) counts[name] -= amount;
      return seen.delete(mark);
    },
    replicated: async () => 0,
    settle: async () => undefined,
    read: async () => ({ ...counts }),
  };
}
