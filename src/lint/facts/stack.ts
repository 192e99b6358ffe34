import type { Loaded } from '../load.ts';
import { readHaproxy, type Backend } from './haproxy.ts';
import { kafkaClusters, type KafkaCluster } from './kafka-clusters.ts';
import { readKafka, type KafkaNode } from './kafka.ts';
import { readNginx, type NginxNode } from './nginx.ts';
import { readRedis, settingOf, type RedisNode } from './redis.ts';
import { finishedServices, roleOf, type Role } from './roles.ts';
import { monitorsOf, watches, type Watch } from './sentinels.ts';
import { readServices, type Service } from './service.ts';

/** Everything the rules are asked about: the facts of one Compose project. */
export interface Stack {
  readonly loaded: Loaded;
  readonly services: readonly Service[];
  readonly role: (service: Service) => Role;
  /** The service that is reached by a name or a fixed address. */
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

/**
 * Whether a Redis node has replicas or is one: it follows another, is followed, or is watched by Sentinels. Two nodes
 * that know nothing of each other are two stores.
 */
export function isReplicated(node: RedisNode, { redis, sentinels, named }: Stack): boolean {
  const followed = redis.flatMap((one) => settingOf(one, 'replicaof')?.args[0] ?? []);
  const watched = sentinels.flatMap((sentinel) => monitorsOf(sentinel).map(({ host }) => host));
  if (settingOf(node, 'replicaof') !== undefined) return true;
  if ([...followed, ...watched].some((host) => named(host) === node.service)) return true;
  // Roles that a script decides, or Sentinels of which it is not known what they watch.
  return sentinels.length > 0 && (!node.whole || watched.every((host) => named(host) === undefined));
}
