import { z } from 'zod';
import { formatMemory, hostname, memory, port } from '../../spec/scalars.ts';
import { httpDirectives } from './directives.ts';

/** MiB. At most 1 GiB: it lies in memory, and the time to refill it after a restart grows with it. */
export const cacheRange = { min: 8, max: 1024 };

/** The front: where it listens on the host and how it is called. */
export const nginxSchema = z
  .strictObject({
    port: port().optional().describe('Port on this machine, 80 inside; 8080 or the next free one.'),
    serverName: hostname()
      .default('example.com')
      .describe('The name it answers to; others are answered the same.'),
    cache: z
      .union([memory(cacheRange), z.literal(false)], {
        error: `must be a size such as 16MiB, from ${formatMemory(cacheRange.min)} to ${formatMemory(cacheRange.max)}, or false`,
      })
      .optional()
      .describe('Memory for answers that an app allows to be kept, or false; a share of `host` when absent.'),
    http: httpDirectives.default({}),
  })
  .describe('The one door in front of the apps.');

export type NginxSettings = z.infer<typeof nginxSchema>;
