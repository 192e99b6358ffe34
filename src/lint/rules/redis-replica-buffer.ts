import { showBytes } from '../facts/sizes.ts';
import { isReplicated } from '../facts/stack.ts';
import { foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** client-output-buffer-limit for replicas, unless it is set. */
const defaultBuffer = 256 * 2 ** 20;

/** One slow replica may fill the container. */
export const redisReplicaBuffer: Rule = {
  id: 'redis-replica-buffer',
  severity: 'note',
  looksAt: 'the default output buffer of replicas (256 MiB) in a container of 512 MiB or less',
  reason:
    'What a slow or returning replica has not read yet is kept beside maxmemory, up to 256 MiB for each replica.',
  mend: 'write client-output-buffer-limit replica 64mb 32mb 60',
  source: 'redis.conf: client-output-buffer-limit',
  *check(stack) {
    for (const node of stack.redis.filter((one) => isReplicated(one, stack))) {
      const limit = node.service.memoryLimit?.value;
      const said = node.directives.some(
        ({ name, args }) =>
          name === 'client-output-buffer-limit' && /^(?:replica|slave)$/.test(args[0] ?? ''),
      );
      if (limit !== undefined && limit <= 2 * defaultBuffer && node.whole && !said)
        yield foundOn(
          node.service,
          `a replica’s buffer may take 256 MiB of the limit of ${showBytes(limit)}`,
        );
    }
  },
};
