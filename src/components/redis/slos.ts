import type { ClaimContext } from '../../component.ts';
import type { Slo, Slos } from '../../drill/slo.ts';
import type { RedisSettings } from './schema.ts';
import { redisTimers } from './timers.ts';

/**
 * After the Sentinels take the primary for down: up to a ping period of theirs until they notice, up to a second of a
 * random start so that they do not all stand for election at once (SENTINEL_MAX_DESYNC), a vote, a promotion, and a client that
 * asks who it is. None of it follows `down-after`, as the ping period is 1 s at any of ours.
 */
const electionMs = 1800;

/** A primary that is silent, not gone: nobody resets the clients' connections, they have to find out by themselves. */
const silenceMs = 700;

/** Nothing that a client notices: a moment of a busy host. */
const unnoticedMs = 1000;

/** A replica starts, loads and catches up, and the primary counts it again. Replicas report once a second. */
const replicasBackMs = 15_000;

/**
 * A link that lags, two answers one after the other: a WAIT that is on its way holds up the next one until it is back
 * (acknowledger.ts), each of them takes up to 500 ms (200 +- 50 ms each way), and then a moment of a busy host.
 */
const lagMs = 1500;

/**
 * From a link's heal: the tier was well all the while, only clients have to come back. Those of Sentinels pause for up to a
 * second between attempts, ask for half a second, and as much is for the node's role and for a connection to it.
 */
const linkBackMs = 3000;

const faults = ['kill', 'crash', 'stop', 'pause', 'disconnect'] as const;
type FaultName = (typeof faults)[number] | 'full';

/**
 * What Redis keeps to by default, from the timers that decide it; `fast` comes to 2.8 s and 3.5 s. A single node has
 * nobody to fail over to and no acknowledgement that outlives it: nothing is promised for it.
 */
export function redisSlos(settings: RedisSettings, context: ClaimContext): Slos {
  if (settings.nodes > 1)
    return new Map([
      ...faults.flatMap((fault) => [...nodeSlos(fault, settings, context), ...sentinelSlos(fault)]),
      ...nodeSlos('full', settings, context),
      ...linkSlos({ rpo: 0 }),
    ]);
  const alone = ['redis.primary', 'redis.sentinel', 'redis.sentinels'];
  const none = alone.flatMap((target) => faults.map((fault) => [`${target}:${fault}`, {}] as const));
  return new Map<string, Slo>([...none, ['redis.primary:full', {}], ...linkSlos({})]);
}

/** Only the way to it is hurt, so all that it promises to keep it keeps. */
function linkSlos(kept: Slo): readonly (readonly [string, Slo])[] {
  return [
    ['redis.link:lag', { rto: lagMs, ...kept }],
    ['redis.link:stall', { back: linkBackMs, ...kept }],
    ['redis.link:cut', { back: linkBackMs, ...kept }],
  ];
}

const unnoticed: Slo = { rto: unnoticedMs, rpo: 0 };

function nodeSlos(
  fault: FaultName,
  settings: RedisSettings,
  { failover }: ClaimContext,
): readonly (readonly [string, Slo])[] {
  return [
    [`redis.primary:${fault}`, { rto: primaryAwayMs(fault, settings, failover), rpo: 0 }],
    [`redis.replica:${fault}`, unnoticed],
    // Writes need one replica in sync: without any they are refused until the heal, on purpose.
    [`redis.replicas:${fault}`, { back: replicasBackMs, rpo: 0 }],
  ];
}

function sentinelSlos(fault: FaultName): readonly (readonly [string, Slo])[] {
  return [
    [`redis.sentinel:${fault}`, unnoticed],
    [`redis.sentinels:${fault}`, unnoticed],
  ];
}

/** A primary with a full disk refuses PING as well as writes, so the Sentinels miss it as they miss one that is silent. */
function primaryAwayMs(
  fault: FaultName,
  settings: RedisSettings,
  failover: ClaimContext['failover'],
): number {
  const { downAfterMs, rebootDownAfterMs } = redisTimers(failover, settings);
  if (fault === 'kill') return downAfterMs + electionMs;
  // It may be back before anybody missed it, still loading: Sentinel then waits for longer.
  if (fault === 'crash') return rebootDownAfterMs + electionMs;
  return downAfterMs + electionMs + silenceMs;
}
