import { z } from 'zod';
import { hostname, memory, port } from '../../spec/scalars.ts';
import { httpDirectives } from './directives.ts';

/** The largest cache: it lies in memory, and the time to refill it after a restart grows with it. */
const maxCacheMiB = 1024;

/** The front: where it listens on the host and how it is called. */
export const nginxSchema = z
  .strictObject({
    port: port().optional().describe('Port on this machine, 80 inside; 8080 or the next free one.'),
    serverName: hostname()
      .default('example.com')
      .describe('The name it answers to; others are answered the same.'),
    cache: z
      .union([memory({ min: 8, max: maxCacheMiB }), z.literal(false)], {
        error: `must be a size such as 16MiB, from 8MiB to ${String(maxCacheMiB / 1024)}GiB, or false`,
      })
      .prefault('16MiB')
      .describe('Memory for answers that an app allows to be kept, or false.'),
    http: httpDirectives.default({}),
  })
  .describe('The one door in front of the apps.');

export type NginxSettings = z.infer<typeof nginxSchema>;
