import type { SentinelClient } from '../../../../redis/index.ts';
import { ourAnswer, type Answer } from './answer.ts';
import { keyLife, ourPatience } from './ours.ts';

/** A lock as applications make it with Redis: a key with a life, which holds who has it. */
export interface Lock {
  readonly key: string;
  /** The value of its answer is the fencing token, 0 where somebody else has the lock. A promise that never rejects. */
  readonly take: (token: string) => Promise<Answer>;
  /** Only if it is still this one's. Nobody waits for it: until it arrives the lock is not free, which harms nobody. */
  readonly giveBack: (token: string) => void;
}

export interface LockKeys {
  readonly lock: string;
  /** Counts how often the lock was taken: the fencing token. */
  readonly fence: string;
}

/** How long a lock outlives a holder that does not give it back, ms. */
export const lease = 5000;

/** SET NX PX, and in the same step the next fencing token. */
const taking = `if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
local fence = redis.call('INCR', KEYS[2])
if fence == 1 then redis.call('EXPIRE', KEYS[2], ARGV[3]) end
return fence`;

/** Without comparing, a holder that was late would free the lock of the next one. */
const givingBack = `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

export function lockKeys(prefix: string): LockKeys {
  return { lock: `${prefix}:lock`, fence: `${prefix}:lock:fence` };
}

/**
 * Taking is sent once, unless it was surely not applied, and waits for a replica: a lock that only the primary knows of
 * is free again after a failover. Giving back may be sent twice, as tokens are never used again.
 */
export function redisLock(client: Pick<SentinelClient, 'attempt'>, { lock, fence }: LockKeys): Lock {
  return {
    key: lock,
    take: async (token) => {
      const words = ['EVAL', taking, 2, lock, fence, token, lease, keyLife];
      const outcome = await client.attempt(words, { ack: 'replica', timeout: ourPatience });
      const answer = ourAnswer(outcome);
      return outcome.outcome === 'ok' ? { ...answer, value: Number(outcome.reply) } : answer;
    },
    giveBack: (token) => {
      void client.attempt(['EVAL', givingBack, 1, lock, token], { idempotent: true, timeout: ourPatience });
    },
  };
}
