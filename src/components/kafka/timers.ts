import type { Failover } from '../../plan/plan.ts';

/** What decides how long a tier is away after a broker died; all in milliseconds. */
export interface KafkaTimers {
  /** A broker not heard of for this long is fenced, and its partitions move. The main part of the RTO. */
  readonly session: number;
  /** How often a broker says that it lives. */
  readonly heartbeat: number;
  /** A voter that cannot fetch from the controller for this long calls an election. */
  readonly quorumFetch: number;
  /** Election time-out and its longest backoff. */
  readonly election: number;
}

/**
 * Below 3 s of session a long pause of the JVM or of a busy host can fence a healthy broker, which costs an election and no
 * data: `fast` takes that chance, the others do not. A heartbeat request is given up after half the session, so at least
 * three fit into one. `relaxed` is Kafka's own defaults but for the quorum.
 *
 * An election of the controller needs no broker to be down: on two busy cores a voter missed its fetches for 1500 ms in two
 * of nine runs of `drill limits`. While all brokers live the data goes on without a controller, so above `fast` patience
 * costs nothing until a broker dies together with it.
 */
const profiles: Readonly<Record<Failover, KafkaTimers>> = {
  fast: { session: 2000, heartbeat: 400, quorumFetch: 1000, election: 500 },
  balanced: { session: 4500, heartbeat: 750, quorumFetch: 3000, election: 750 },
  relaxed: { session: 9000, heartbeat: 2000, quorumFetch: 5000, election: 1000 },
};

/** The profile's timers, with those that the spec sets itself in their place. */
export function timersFor(
  failover: Failover,
  own: { readonly [Timer in keyof KafkaTimers]?: number | undefined } = {},
): KafkaTimers {
  const profile = profiles[failover];
  return {
    session: own.session ?? profile.session,
    heartbeat: own.heartbeat ?? profile.heartbeat,
    quorumFetch: own.quorumFetch ?? profile.quorumFetch,
    election: own.election ?? profile.election,
  };
}
