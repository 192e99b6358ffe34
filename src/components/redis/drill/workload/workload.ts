import type { Load, LoadContext, Workload } from '../../../../drill/workload.ts';
import { StackError, firstLineOf } from '../../../../errors.ts';
import type { RedisSettings } from '../../schema.ts';
import { connectAll } from './clients.ts';
import { readBack, remove } from './end.ts';
import { fromInside } from './inside.ts';
import { RunningStreams } from './load.ts';
import { byLink, placeOf } from './place.ts';

/** Clients of Redis that live through a drill, and write down what they see. */
export const redisWorkload = (settings: RedisSettings): Workload => ({
  name: 'redis',
  about:
    'SET, INCR and GET through Sentinel by our own client, ioredis and node-redis, a lock that two workers want, and fresh connections beside them; about 200 a second',
  start: (context) => startLoad(settings, context),
});

async function startLoad(settings: RedisSettings, context: LoadContext): Promise<Load> {
  const place = placeOf(settings, context);
  const clients = await connectAll(await byLink(place, context.link), context);
  const streams = new RunningStreams(settings, clients, context);
  const inside = fromInside(settings, context);
  const stop = async (): Promise<void> => {
    await Promise.all([streams.stop(), inside?.stop()]);
    await clients.close();
  };
  try {
    await streams.answered();
  } catch (error) {
    await stop();
    context.signal.throwIfAborted();
    throw error instanceof StackError ? error : new StackError('no', firstLineOf(error), { cause: error });
  }
  return {
    ease: (eased) => {
      streams.tempo.ease(eased);
      inside?.ease(eased);
    },
    stop,
    readBack: () => readBack(place, [...streams.kept, ...(inside === undefined ? [] : [inside.kept])]),
    clean: () => remove(place, [...streams.keys, ...(inside?.kept.keys ?? [])]),
  };
}
