import { isKnown } from '../yaml/value.ts';
import type { KafkaNode } from './kafka.ts';
import { mountOver, type Mount } from './mounts.ts';
import { settingOf, type RedisNode } from './redis.ts';
import type { Service } from './service.ts';

/** Where a broker keeps its log: `log.dirs`, else what is known of the image; undefined when neither says. */
export function kafkaDirectory({ service, settings, whole }: KafkaNode): string | undefined {
  const said = (settings.get('log.dirs') ?? settings.get('log.dir'))?.text.split(',', 1)[0]?.trim();
  if (said !== undefined) return isKnown(said) ? said : undefined;
  const { repository = '' } = service.image ?? {};
  if (!whole || service.mounts.some(({ target }) => target.endsWith('.properties'))) return undefined;
  if (repository.startsWith('apache/kafka')) return '/tmp/kafka-logs';
  if (repository.startsWith('confluentinc/cp-')) return '/var/lib/kafka/data';
  return repository.startsWith('bitnami') ? '/bitnami/kafka' : undefined;
}

/** Where Redis keeps its files: `dir`, else the working directory of the image. */
export function redisDirectory(node: RedisNode): string | undefined {
  const said = settingOf(node, 'dir')?.args[0];
  if (said?.startsWith('/') === true) return isKnown(said) ? said : undefined;
  const { repository = '' } = node.service.image ?? {};
  if (repository.startsWith('bitnami')) return '/bitnami/redis/data';
  // A script of the image's own may choose another, but not beside a volume on the usual one.
  const mounted = node.service.mounts.some(({ target }) => target === '/data');
  return mounted || (node.whole && !node.service.built) ? '/data' : undefined;
}

/** Where the well-known ZooKeeper images keep their snapshots. */
export function zookeeperDirectory({ image, built }: Service): string | undefined {
  const { repository = '' } = image ?? {};
  if (built) return undefined;
  if (repository === 'zookeeper') return '/data';
  if (repository === 'confluentinc/cp-zookeeper') return '/var/lib/zookeeper/data';
  return repository.startsWith('bitnami') ? '/bitnami/zookeeper' : undefined;
}

/** The volume or folder that keeps a directory when the container goes; anonymous volumes and tmpfs do not. */
export function keeperOf(service: Service, directory: string): Mount | undefined {
  const mount =
    mountOver(service.mounts, directory) ??
    service.mounts.find(({ target }) => target.startsWith(`${directory}/`));
  return mount?.source !== undefined && mount.type !== 'tmpfs' ? mount : undefined;
}
