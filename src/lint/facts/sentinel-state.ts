import { mountOver, type Mount } from './mounts.ts';
import type { RedisNode } from './redis.ts';

/** What a Sentinel's configuration, which it writes its state into, lies on; undefined when it lies in the container. */
export function stateMount({ service, configPath }: RedisNode): Mount | undefined {
  return configPath === undefined ? undefined : mountOver(service.mounts, configPath);
}
