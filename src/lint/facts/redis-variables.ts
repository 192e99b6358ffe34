import { directiveOf, type Directive } from '../configs/directives.ts';
import type { Service } from './service.ts';

/** The bitnami images' variables and the directive each becomes (bitnami/redis, README). */
const redisNames: Readonly<Record<string, string>> = {
  REDIS_PASSWORD: 'requirepass',
  REDIS_MASTER_PASSWORD: 'masterauth',
  REDIS_MASTER_HOST: 'replicaof',
  REDIS_AOF_ENABLED: 'appendonly',
  REDIS_RDB_POLICY: 'save',
};

const sentinelNames: Readonly<Record<string, string>> = {
  REDIS_SENTINEL_DOWN_AFTER_MILLISECONDS: 'down-after-milliseconds',
  REDIS_SENTINEL_FAILOVER_TIMEOUT: 'failover-timeout',
  REDIS_MASTER_PASSWORD: 'auth-pass',
};

/** Settings without the name of a primary in them. */
const globalNames: Readonly<Record<string, string>> = {
  REDIS_SENTINEL_RESOLVE_HOSTNAMES: 'resolve-hostnames',
  REDIS_SENTINEL_ANNOUNCE_HOSTNAMES: 'announce-hostnames',
  REDIS_SENTINEL_ANNOUNCE_IP: 'announce-ip',
};

/** What a bitnami Redis is told by its variables. */
export function redisVariables({ environment }: Service): readonly Directive[] {
  return Object.entries(redisNames).flatMap(([variable, name]) => {
    const value = environment.values.get(variable);
    return value === undefined ? [] : [directiveOf([name, value.text], value.at, true)];
  });
}

/** What a bitnami Sentinel is told by its variables; the image's own default of the quorum is 2. */
export function sentinelVariables({ environment }: Service): readonly Directive[] {
  const { values } = environment;
  const set = values.get('REDIS_MASTER_SET')?.text ?? 'mymaster';
  const host = values.get('REDIS_MASTER_HOST');
  const quorum = values.get('REDIS_SENTINEL_QUORUM');
  const monitor =
    host === undefined
      ? []
      : [
          directiveOf(
            [
              'sentinel',
              'monitor',
              set,
              host.text,
              values.get('REDIS_MASTER_PORT_NUMBER')?.text ?? '6379',
              quorum?.text ?? '2',
            ],
            (quorum ?? host).at,
            true,
          ),
        ];
  const timers = named(sentinelNames, values, [set]);
  return [...monitor, ...timers, ...named(globalNames, values, [])];
}

function named(
  names: Readonly<Record<string, string>>,
  values: Service['environment']['values'],
  before: readonly string[],
): readonly Directive[] {
  return Object.entries(names).flatMap(([variable, name]) => {
    const value = values.get(variable);
    return value === undefined
      ? []
      : [directiveOf(['sentinel', name, ...before, value.text], value.at, true)];
  });
}
