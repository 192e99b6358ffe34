import { kafkaDirectory, keeperOf, redisDirectory, zookeeperDirectory } from '../facts/data-directory.ts';
import type { Mount } from '../facts/mounts.ts';
import type { Service } from '../facts/service.ts';
import type { Stack } from '../facts/stack.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Replicas that are not apart. */
export const sharedDataVolume: Rule = {
  id: 'shared-data-volume',
  severity: 'error',
  looksAt:
    'one volume or folder as the data directory of several nodes, or of all containers of a scaled service',
  reason:
    'The nodes overwrite each other’s files or refuse to start on a locked directory, and one lost or full volume takes every replica at once.',
  mend: 'give each node a named volume of its own, and a service of its own if it was scaled',
  source: 'Apache Kafka, LogManager.scala: lock on the log directories; Redis documentation, Persistence',
  *check(stack) {
    const holders = new Map<string, string>();
    for (const { service, mount } of keepers(stack)) {
      const key = `${mount.type} ${mount.source ?? ''}`;
      const holder = holders.get(key);
      const name = mount.source ?? 'its volume';
      if (holder !== undefined)
        yield foundAt(service, mount.at, `keeps its data in ${name}, as ${holder} does`);
      else if (service.instances > 1)
        yield foundAt(service, mount.at, `all ${service.instances} containers keep their data in ${name}`);
      holders.set(key, holder ?? service.name);
    }
  },
};

function keepers(stack: Stack): readonly { service: Service; mount: Mount }[] {
  const zookeepers = stack.services.filter((service) => stack.role(service) === 'zookeeper');
  const pairs: (readonly [Service, string | undefined])[] = [
    ...stack.kafka.map((node) => [node.service, kafkaDirectory(node)] as const),
    ...stack.redis.map((node) => [node.service, redisDirectory(node)] as const),
    ...zookeepers.map((service) => [service, zookeeperDirectory(service)] as const),
  ];
  return pairs.flatMap(([service, directory]) => {
    const mount = directory === undefined ? undefined : keeperOf(service, directory);
    return mount === undefined ? [] : [{ service, mount }];
  });
}
