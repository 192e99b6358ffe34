import type { StreamFacts } from '../../../../drill/history.ts';
import type { RedisSettings } from '../../schema.ts';

/** A stream of the workload, and how it is paced. */
export interface StreamPlan {
  readonly name: StreamName;
  readonly facts: StreamFacts;
  /** Writers side by side, each with keys of its own. */
  readonly lanes: number;
  /** Of each writer, ms between two operations. */
  readonly pace: number;
}

export type StreamName =
  'replica' | 'primary' | 'counter' | 'lock' | 'reads' | 'fresh' | 'ioredis' | 'node-redis' | 'control';

/** Workers that want one and the same lock, each with a client of its own. */
export const lockWorkers = 2;

type Row = readonly [
  name: StreamName,
  lanes: number,
  pace: number,
  facts: Omit<StreamFacts, 'tier' | 'view' | 'keyed' | 'interval' | 'judged'> & { view?: 'cluster' },
];

/** Two hundred operations a second in all: a twentieth of a core for the generator, little more for Redis. */
const rows: readonly Row[] = [
  [
    'replica',
    3,
    50,
    {
      id: 'redis/set/holdfast/replica',
      client: 'holdfast/redis',
      title: 'SET acknowledged by a replica',
      kind: 'write',
      promise: 'kept',
    },
  ],
  [
    'primary',
    2,
    50,
    {
      id: 'redis/set/holdfast/primary',
      client: 'holdfast/redis',
      title: 'SET acknowledged by the primary alone',
      kind: 'write',
      promise: 'counted',
    },
  ],
  [
    'counter',
    1,
    50,
    {
      id: 'redis/incr/holdfast/replica',
      client: 'holdfast/redis',
      title: 'INCR acknowledged by a replica',
      kind: 'count',
      promise: 'kept',
    },
  ],
  [
    'lock',
    lockWorkers,
    250,
    {
      id: 'redis/lock/holdfast/replica',
      client: 'holdfast/redis',
      title: 'lock, SET NX PX acknowledged by a replica',
      kind: 'lock',
      promise: 'counted',
    },
  ],
  [
    'reads',
    2,
    50,
    {
      id: 'redis/get/holdfast',
      client: 'holdfast/redis',
      title: 'GET from the primary',
      kind: 'read',
      promise: 'counted',
    },
  ],
  [
    'fresh',
    5,
    1000,
    {
      id: 'redis/set/fresh/replica',
      client: 'holdfast/redis, a fresh one each time',
      title: 'SET acknowledged by a replica',
      kind: 'write',
      promise: 'kept',
      view: 'cluster',
    },
  ],
  [
    'ioredis',
    1,
    50,
    {
      id: 'redis/set/ioredis/primary',
      client: 'ioredis 6',
      title: 'SET acknowledged by the primary alone',
      kind: 'write',
      promise: 'counted',
    },
  ],
  [
    'node-redis',
    1,
    50,
    {
      id: 'redis/set/node-redis/primary',
      client: 'node-redis 6',
      title: 'SET acknowledged by the primary alone',
      kind: 'write',
      promise: 'counted',
    },
  ],
  [
    'control',
    1,
    500,
    {
      id: 'redis/control/dropped',
      client: 'holdfast/redis',
      title: 'SET, one of them dropped on purpose',
      kind: 'write',
      promise: 'control',
    },
  ],
];

/** Need a replica to answer at all. */
const onReplicas = new Set<StreamName>(['replica', 'counter', 'lock', 'fresh', 'control']);

/**
 * The streams for a tier. Without a replica there is nothing that could promise to keep a write, and the primary's own
 * word is what is judged.
 */
export function streamPlans({ nodes }: Pick<RedisSettings, 'nodes'>, times: number): readonly StreamPlan[] {
  const judged: StreamName = nodes > 1 ? 'replica' : 'primary';
  return rows
    .filter(([name]) => nodes > 1 || !onReplicas.has(name))
    .map(([name, lanes, pace, facts]) => ({
      name,
      lanes,
      pace: pace / times,
      facts: {
        view: 'client',
        ...facts,
        tier: 'redis',
        judged: name === judged,
        keyed: false,
        // The writers of a stream take turns, and any of them ends a gap.
        interval: pace / times / lanes,
      },
    }));
}
