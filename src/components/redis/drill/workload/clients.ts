import type { LoadContext } from '../../../../drill/workload.ts';
import { StackError, firstLineOf } from '../../../../errors.ts';
import type { SentinelClient } from '../../../../redis/index.ts';
import { newcomers, type Newcomers } from './fresh.ts';
import { onNode, ourClient } from './ours.ts';
import type { Place } from './place.ts';
import { ioredisClient, nodeRedisClient, type StockClient } from './stock.ts';
import { lockWorkers } from './streams.ts';

/** Every client of the load. All but the newcomers live as long as it does. */
export interface Clients {
  /** For what waits for replicas: a WAIT holds up all that comes after it on its connection. */
  readonly waiting: SentinelClient;
  /** For what does not. */
  readonly quick: SentinelClient;
  /** For the workers that want the same lock: each may take another node for the primary. */
  readonly workers: readonly SentinelClient[];
  /** For the flood, which fills whatever it is on; undefined without one. */
  readonly flooding: SentinelClient | undefined;
  readonly fresh: Newcomers;
  readonly ioredis: StockClient;
  readonly nodeRedis: StockClient | undefined;
  readonly close: () => Promise<void>;
}

/** ms until each has to be connected: to a whole tier. */
const limit = 10_000;

/** @throws StackError('no') when one of them does not connect */
export async function connectAll(
  place: Place,
  { recorder, signal, flooded = false }: LoadContext,
): Promise<Clients> {
  const soon = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
  const waiting = ourClient(place, {
    onConnected: onNode(place, (name) => {
      recorder.note('role', `${name} is primary`);
    }),
  });
  const quick = ourClient(place);
  const workers = Array.from({ length: lockWorkers }, () => ourClient(place));
  const flooding = flooded ? ourClient(place) : undefined;
  const fresh = newcomers(place);
  // All of them end, well or ill, so that none is forgotten when another one fails.
  const [ioredis, nodeRedis, ...ours] = await Promise.allSettled([
    ioredisClient(place, recorder.now, soon),
    nodeRedisClient(place, recorder.now, soon),
    waiting.ready(soon),
    quick.ready(soon),
    flooding?.ready(soon),
    ...workers.map((worker) => worker.ready(soon)),
  ]);
  const stock = [ioredis, nodeRedis].flatMap((one) => ('value' in one && one.value ? [one.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all([
      waiting.close(0),
      quick.close(0),
      flooding?.close(0),
      ...workers.map((worker) => worker.close(0)),
      fresh.close(),
      ...stock.map((client) => client.close()),
    ]);
  };
  try {
    for (const one of ours) reached('holdfast/redis', one);
    return {
      waiting,
      quick,
      workers,
      flooding,
      fresh,
      ioredis: reached('ioredis', ioredis),
      nodeRedis: reached('node-redis', nodeRedis),
      close,
    };
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw error;
  }
}

function reached<T>(client: string, connecting: PromiseSettledResult<T>): T {
  if (connecting.status === 'fulfilled') return connecting.value;
  const cause: unknown = connecting.reason;
  throw new StackError('no', `${client} does not connect to Redis: ${firstLineOf(cause)}`, {
    hint: 'holdfast status shows how Redis is',
    cause,
  });
}
