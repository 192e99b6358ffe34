import { kafkaDirectory, keeperOf, redisDirectory, zookeeperDirectory } from '../facts/data-directory.ts';
import { settingOf, switchOf, type RedisNode } from '../facts/redis.ts';
import type { Service } from '../facts/service.ts';
import { isReplicated, type Stack } from '../facts/stack.ts';
import { foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Data that goes with the container. */
export const storeNoVolume: Rule = {
  id: 'store-no-volume',
  severity: 'error',
  looksAt:
    'the data directories of Kafka, Redis and ZooKeeper without a named volume or a folder of the host',
  reason:
    'Whatever makes the container anew (another image, another setting, down and up) starts it empty; an empty Redis primary then empties its replicas as well.',
  mend: 'mount a named volume of the service’s own there',
  source:
    'Docker documentation, Volumes; Redis documentation, Replication: Safety of replication when master has persistence turned off',
  *check(stack) {
    for (const [service, directory] of directories(stack))
      if (keeperOf(service, directory) === undefined)
        yield foundOn(service, `data in ${directory} without a volume of its own`);
  },
};

function* directories(stack: Stack): Generator<readonly [Service, string]> {
  for (const node of stack.kafka) {
    const directory = kafkaDirectory(node);
    // kafka-data-in-tmp tells of those.
    if (directory?.startsWith('/tmp') === false) yield [node.service, directory];
  }
  for (const node of stack.redis) {
    const directory = redisDirectory(node);
    const matters =
      switchOf(node, 'appendonly') === true || (isReplicated(node, stack) && !savesNothing(node));
    if (directory !== undefined && matters) yield [node.service, directory];
  }
  for (const service of stack.services) {
    const directory = stack.role(service) === 'zookeeper' ? zookeeperDirectory(service) : undefined;
    if (directory !== undefined) yield [service, directory];
  }
}

function savesNothing(node: RedisNode): boolean {
  return settingOf(node, 'save')?.args.join('') === '' && switchOf(node, 'appendonly') !== true;
}
