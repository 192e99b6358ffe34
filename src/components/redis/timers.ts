import type { Failover } from '../../plan/plan.ts';
import type { RedisSettings } from './schema.ts';

export interface RedisTimers {
  readonly downAfterMs: number;
  readonly failoverTimeoutMs: number;
  /** A primary that is back but still loading counts as down after this. */
  readonly rebootDownAfterMs: number;
  /** How long a replica may be silent before it no longer counts for min-replicas-to-write. */
  readonly maxLagSeconds: number;
  /** How often the endpoint asks each node for its role. */
  readonly endpointIntervalMs: number;
}

/**
 * Sentinel's own timers start from down-after; below 1000 ms its ping period shrinks with it, and a scheduling stall on
 * two busy CPUs looks like a dead node (sentinel.c). Replicas acknowledge once a second, so a lag below 3 s would refuse
 * writes for nothing.
 */
const profiles: Readonly<
  Record<Failover, Pick<RedisTimers, 'downAfterMs' | 'maxLagSeconds' | 'endpointIntervalMs'>>
> = {
  fast: { downAfterMs: 1000, maxLagSeconds: 5, endpointIntervalMs: 300 },
  balanced: { downAfterMs: 1500, maxLagSeconds: 5, endpointIntervalMs: 500 },
  relaxed: { downAfterMs: 5000, maxLagSeconds: 10, endpointIntervalMs: 1000 },
};

/** A lost election is retried after twice this; the upstream default of 180 s would make that six minutes. */
const failoverTimeoutMs = 10_000;

/** The timers of a profile, with what the spec overrides. All in milliseconds unless named otherwise. */
export function redisTimers(failover: Failover, settings: RedisSettings): RedisTimers {
  const profile = profiles[failover];
  const downAfterMs = settings.downAfter ?? profile.downAfterMs;
  return {
    ...profile,
    downAfterMs,
    failoverTimeoutMs: settings.failoverTimeout ?? failoverTimeoutMs,
    rebootDownAfterMs: Math.max(3000, 2 * downAfterMs),
  };
}
