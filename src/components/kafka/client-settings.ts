import type { Failover } from '../../plan/plan.ts';

/** The shortest session of a consumer that the brokers accept, ms; their own default is 6000. */
export const shortestSession = 3000;

/** What a kafkajs client is told; all times in milliseconds. In clients/kafkajs.mjs, and what drills load the cluster with. */
export interface ClientSettings {
  readonly client: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly retry: Retry;
  };
  readonly producer: {
    readonly idempotent: true;
    readonly maxInFlightRequests: 1;
    readonly allowAutoTopicCreation: false;
    readonly metadataMaxAge: number;
    readonly retry: Retry;
  };
  readonly consumer: {
    readonly sessionTimeout: number;
    readonly heartbeatInterval: number;
    readonly rebalanceTimeout: number;
    readonly maxWaitTimeInMs: number;
    readonly allowAutoTopicCreation: false;
    readonly metadataMaxAge: number;
    readonly retry: Retry;
  };
}

interface Retry {
  readonly initialRetryTime: number;
  readonly maxRetryTime: number;
  readonly retries: number;
}

/** What follows the failover profile. */
interface Pace {
  /** A paused broker says nothing: so long a request waits for it, and the next one asks who leads. */
  readonly request: number;
  /**
   * When the broker that coordinates a group dies, kafkajs joins it as a new member, and the new coordinator waits for
   * the old one until its session is over. It comes on top of the broker's own session time-out (timers.ts).
   */
  readonly session: number;
  readonly heartbeat: number;
}

const paces: Readonly<Record<Failover, Pace>> = {
  fast: { request: 1500, session: shortestSession, heartbeat: 500 },
  balanced: { request: 2500, session: 6000, heartbeat: 1000 },
  relaxed: { request: 5000, session: 10_000, heartbeat: 2000 },
};

export function clientSettings(failover: Failover): ClientSettings {
  const { request, session, heartbeat } = paces[failover];
  return {
    client: {
      connectionTimeout: 1000,
      requestTimeout: request,
      retry: { initialRetryTime: 100, maxRetryTime: 250, retries: 5 },
    },
    producer: {
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      metadataMaxAge: 1000,
      retry: { initialRetryTime: 100, maxRetryTime: 200, retries: 150 },
    },
    consumer: {
      sessionTimeout: session,
      heartbeatInterval: heartbeat,
      rebalanceTimeout: 20_000,
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
      metadataMaxAge: 1000,
      retry: { initialRetryTime: 100, maxRetryTime: 250, retries: 2 },
    },
  };
}
