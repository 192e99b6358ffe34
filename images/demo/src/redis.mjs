// The Redis connection. Each setting is there because of something that goes wrong without it.
import { Redis } from '../vendor/ioredis.mjs';

const shortly = (attempt) => Math.min(50 * attempt, 250);

/** A client that follows the primary: it asks the Sentinels where that is and listens for a change. */
export function connectRedis(settings) {
  const { sentinels, primaryName, username, password, database } = settings;
  const redis = new Redis({
    sentinels,
    name: primaryName,
    role: 'master',
    db: database,
    username,
    password,
    sentinelUsername: username,
    sentinelPassword: password,

    // A killed container's address vanishes: without a limit a connect hangs for 10 s.
    connectTimeout: 800,
    // A paused node keeps its connections and says nothing, ever. These notice.
    sentinelCommandTimeout: 500,
    commandTimeout: 1500,
    socketTimeout: 3000,

    // Always a number: `null` would mean giving up for good.
    retryStrategy: shortly,
    sentinelRetryStrategy: shortly,

    // Drop the old connection the moment the Sentinels announce a new primary, and find that announcement again
    // within a second when a Sentinel restarts (the default is a minute).
    failoverDetector: true,
    sentinelReconnectStrategy: () => 1000,

    // A primary that was demoted answers READONLY: reconnect and send the command again.
    reconnectOnError: (error) => (/^(READONLY|MASTERDOWN|LOADING)/.test(error.message) ? 2 : false),
    maxRetriesPerRequest: 3,
  });
  // Without a listener one lost connection would end the process. Reconnecting goes on by itself; that the server
  // is away, the states tell.
  redis.on('error', () => undefined);
  // ioredis 6 ends for good when a failover drops a connection that is just being made, whatever retryStrategy says;
  // every command would then be answered with "Connection is closed" for ever.
  redis.on('end', () => {
    setTimeout(() => void redis.connect().catch(() => undefined), 250).unref();
  });
  // A connection to a Sentinel that is cut just while it subscribes again leaves a rejection that nobody can catch.
  process.on('unhandledRejection', (reason) => {
    if (reason?.message !== 'Connection is closed.') throw reason;
  });
  return redis;
}
