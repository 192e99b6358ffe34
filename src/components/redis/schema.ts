import { z } from 'zod';
import { besideOtherProblems, duration, integer, memory, nativeValue, port } from '../../spec/scalars.ts';
import { refusal } from './directives.ts';

const evictions = [
  'noeviction',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
] as const;

const sentinelError =
  'must be an odd number from 3 to 9: an even one bears no more failures than the next lower';
const sentinelCount = z
  .number({ error: sentinelError })
  .int({ error: sentinelError })
  .min(3, { error: sentinelError })
  .max(9, { error: sentinelError })
  .refine((count) => count % 2 === 1, { error: sentinelError });

const endpoint = z.union([port(), z.boolean()], {
  error: 'must be a port, true (6379, or moved when busy) or false',
});

const directiveName = z.string().regex(/^[a-z][a-z0-9-]{1,63}$/, {
  error: 'must be a Redis directive in small letters, such as notify-keyspace-events',
});

const config = z.record(directiveName, nativeValue()).superRefine((directives, context) => {
  for (const [name, value] of Object.entries(directives)) {
    const reason = refusal(name, value);
    if (reason !== undefined) {
      context.addIssue({ code: 'custom', path: [name], message: `cannot be set here: ${reason}` });
    }
  }
}, besideOtherProblems);

/** Every key of `redis:` in the spec. Memory in MiB, times in milliseconds. */
export const redisSchema = z
  .strictObject({
    nodes: integer({ min: 1, max: 9 }).default(3).describe('Data nodes: one primary, the others replicas.'),
    sentinels: sentinelCount
      .default(3)
      .describe('Sentinels, an odd number; most of them must agree to a failover.'),
    memory: memory({ min: 16, max: 65_536 })
      .optional()
      .describe(
        'What the data of each node may take, a share of `host` when absent; the limit follows from it.',
      ),
    database: integer({ min: 0, max: 15 }).default(0).describe('The database number clients use.'),
    eviction: z.enum(evictions).default('noeviction').describe('What happens when the memory is full.'),
    engine: z.enum(['redis', 'valkey']).default('redis').describe('Which server is built into the image.'),
    endpoint: endpoint
      .default(true)
      .describe('Host port of the plain address that follows the primary; false leaves it out.'),
    downAfter: duration({ min: 1000, max: 60_000 })
      .optional()
      .describe('Silence after which a node counts as down; default by `failover`.'),
    failoverTimeout: duration({ min: 3000, max: 180_000 })
      .optional()
      .describe('Half the wait after a lost election; default 10s.'),
    ports: z
      .strictObject({
        nodes: port().optional().describe('Port of redis-1; 6381 or the next free row.'),
        sentinels: port().optional().describe('Port of sentinel-1; 26381 or the next free row.'),
      })
      .default({})
      .describe('First ports of the rows, the same inside and on the host.'),
    config: config.default({}).describe('Redis directives passed through to every node.'),
  })
  .describe('Redis with replicas under Sentinel.');

export type RedisSettings = z.infer<typeof redisSchema>;
