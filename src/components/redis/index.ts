import type { BackupOffer, Component, ConnectionOffer } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';
import { check, claim } from './claim.ts';
import { endpointPort, endpointService, nodes, sentinels } from './layout.ts';
import { part } from './part.ts';
import { redisSlos } from './slos.ts';
import { redisSchema, type RedisSettings } from './schema.ts';

/** Redis (or Valkey) with replicas, under Sentinels that promote one when the primary is gone. */
export const redis: Component<RedisSettings> = {
  key: 'redis',
  summary: 'Redis: one primary, replicas, and Sentinels that fail over',
  schema: redisSchema,
  shorthand: 'memory',
  check,
  claim,
  offer: (settings, plan) => [connection(settings, plan), saved(settings, plan)],
  part,
  prove: async () => (await import('./prove.ts')).proofs,
  observe: async () => (await import('./observe.ts')).observeRedis,
  drill: async () => (await import('./drill.ts')).drillRedis,
  slos: redisSlos,
  roll: async () => (await import('./roll.ts')).rollRedis,
};

function connection(settings: RedisSettings, plan: Plan): ConnectionOffer {
  const endpoint = plan.services.get(endpointService)?.address;
  return {
    kind: 'connection',
    of: 'redis',
    environment: {
      REDIS_SENTINELS: sentinels(settings, plan)
        .map(({ address, port }) => `${address}:${String(port)}`)
        .join(','),
      REDIS_PRIMARY_NAME: plan.name,
      REDIS_USERNAME: 'app',
      REDIS_PASSWORD_FILE: '/run/secrets/redis-app-password',
      REDIS_DATABASE: String(settings.database),
      ...(endpoint === undefined ? {} : { REDIS_ENDPOINT: `${endpoint}:${String(endpointPort)}` }),
    },
    secrets: ['redis-app-password'],
  };
}

/** The tools must be the nodes' own: an older server does not read what a newer one wrote. */
function saved(settings: RedisSettings, plan: Plan): BackupOffer {
  return {
    kind: 'backup',
    of: 'redis',
    settings: { nodes: nodes(settings, plan) },
    secrets: ['redis-backup-password'],
    packages: [`${settings.engine}-server`, `${settings.engine}-tools`],
    volumes: Object.fromEntries(nodes(settings, plan).map(({ name }) => [`${name}-data`, name])),
  };
}
