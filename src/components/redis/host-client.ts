import { Redis } from 'ioredis';
import type { Plan } from '../../plan/plan.ts';
import type { ProofContext } from '../../proof/proof.ts';
import { nodes, sentinels, type Member } from './layout.ts';
import type { RedisSettings } from './schema.ts';

/**
 * A client on the host that follows the primary; not yet connected. Sentinel answers with addresses of the stack's
 * network, and the map leads them to 127.0.0.1; a stack that publishes nothing is reached at those addresses, as a
 * Linux host can.
 */
export function hostClient(settings: RedisSettings, { plan, secret }: ProofContext): Redis {
  const members = [...nodes(settings, plan), ...sentinels(settings, plan)];
  const password = secret('redis-app-password');
  const client = new Redis({
    sentinels: sentinels(settings, plan).map((one) => reachedFromHost(one, plan)),
    natMap: Object.fromEntries(
      members.map((one) => [`${one.address}:${String(one.port)}`, reachedFromHost(one, plan)]),
    ),
    name: plan.name,
    role: 'master',
    username: 'app',
    password,
    sentinelUsername: 'app',
    sentinelPassword: password,
    db: settings.database,
    connectTimeout: 3000,
    commandTimeout: 5000,
    sentinelCommandTimeout: 3000,
    maxRetriesPerRequest: 3,
    sentinelRetryStrategy: (attempt) => (attempt > 10 ? null : 100),
    lazyConnect: true,
  });
  // ioredis also reports each Sentinel it passes over; the commands' own failures are what counts.
  client.on('error', () => undefined);
  return client;
}

/** Where this machine reaches a member. */
export function reachedFromHost(
  { address, port }: Member,
  { publish }: Plan,
): { host: string; port: number } {
  return { host: publish ? '127.0.0.1' : address, port };
}
