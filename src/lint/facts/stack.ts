import type { Loaded } from '../load.ts';
import { readHaproxy, type Backend } from './haproxy.ts';
import { kafkaClusters, type KafkaCluster } from './kafka-clusters.ts';
import { readKafka, type KafkaNode } from './kafka.ts';
import { readNginx, type NginxNode } from './nginx.ts';
import { readRedis, type RedisNode } from './redis.ts';
import { finishedServices, roleOf, type Role } from './roles.ts';
import { watches, type Watch } from './sentinels.ts';
import { readServices, type Service } from './service.ts';

/** Everything the rules are asked about: the facts of one Compose project. */
export interface Stack {
  readonly loaded: Loaded;
  readonly services: readonly Service[];
  readonly role: (service: Service) => Role;
  /** The service of a name, also one reached by a network alias of that kind. */
  readonly named: (name: string) => Service | undefined;
  readonly kafka: readonly KafkaNode[];
  readonly clusters: readonly KafkaCluster[];
  readonly redis: readonly RedisNode[];
  readonly sentinels: readonly RedisNode[];
  readonly watches: readonly Watch[];
  readonly nginx: readonly NginxNode[];
  readonly backends: readonly Backend[];
}

/** Recognises what each service is and reads what it is told. */
export function readStack(loaded: Loaded): Stack {
  const services = readServices(loaded);
  const finished = finishedServices(services);
  const roles = new Map(services.map((service) => [service, roleOf(service, finished)]));
  const having = (role: Role): readonly Service[] =>
    services.filter((service) => roles.get(service) === role);
  const kafka = having('kafka').map((service) => readKafka(service, loaded));
  const sentinels = having('sentinel').map((service) => readRedis(service, loaded, true));
  const names = new Map(services.flatMap((service) => namesOf(service).map((name) => [name, service])));
  return {
    loaded,
    services,
    role: (service) => roles.get(service) ?? 'other',
    named: (name) => names.get(name),
    kafka,
    clusters: kafkaClusters(kafka),
    redis: having('redis').map((service) => readRedis(service, loaded, false)),
    sentinels,
    watches: watches(sentinels),
    nginx: having('nginx').map((service) => readNginx(service, loaded)),
    backends: having('haproxy').flatMap((service) => readHaproxy(service, loaded)),
  };
}

function namesOf(service: Service): readonly string[] {
  return [...service.otherNames, service.name];
}

/** Services that hold data others rely on. */
export function storesOf({ services, role }: Stack): readonly Service[] {
  return services.filter((service) => ['kafka', 'zookeeper', 'redis'].includes(role(service)));
}

/** Services whose failure the other rules reckon with: stores, Sentinels and proxies. */
export function knownServices({ services, role }: Stack): readonly Service[] {
  return services.filter((service) => !['job', 'other'].includes(role(service)));
}

/** Services that are meant to run all the time. */
export function lastingServices({ services, role }: Stack): readonly Service[] {
  return services.filter((service) => role(service) !== 'job');
}

/** Redis data nodes that follow another one as far as the file says. */
export function hasReplicas({ redis, sentinels }: Stack): boolean {
  return (
    redis.reduce((sum, { service }) => sum + service.instances, 0) > 1 ||
    (redis.length > 0 && sentinels.length > 0)
  );
}
