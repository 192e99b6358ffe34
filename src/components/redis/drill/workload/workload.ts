import type { Load, LoadContext, Workload } from '../../../../drill/workload.ts';
import { StackError, firstLineOf } from '../../../../errors.ts';
import type { RedisSettings } from '../../schema.ts';
import { connectAll } from './clients.ts';
import { readBack, remove, type Kept } from './end.ts';
import { redisFlood } from './flood.ts';
import { fromInside } from './inside.ts';
import { RunningStreams } from './load.ts';
import { byLink, placeOf } from './place.ts';

/** Clients of Redis that live through a drill, and write down what they see. */
export const redisWorkload = (settings: RedisSettings): Workload => ({
  name: 'redis',
  floods: true,
  about:
    'SET, INCR and GET through Sentinel by our own client, ioredis and node-redis, a lock that two workers want, and fresh connections beside them; about 200 a second',
  start: (context) => startLoad(settings, context),
});

async function startLoad(settings: RedisSettings, context: LoadContext): Promise<Load> {
  const place = placeOf(settings, context);
  const clients = await connectAll(await byLink(place, context.link), context);
  const streams = new RunningStreams(settings, clients, context);
  const inside = fromInside(settings, context);
  const flood = clients.flooding && redisFlood(settings, clients.flooding, context);
  const more = (): readonly Kept[] => [inside, flood].flatMap((one) => (one === undefined ? [] : [one.kept]));
  const stop = async (): Promise<void> => {
    await Promise.all([streams.stop(), inside?.stop(), flood?.flood.stop()]);
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
      flood?.flood.ease(eased);
    },
    ...(flood === undefined ? {} : { flood: flood.flood }),
    stop,
    readBack: () => readBack(place, [...streams.kept, ...more()]),
    clean: () => remove(place, [...streams.keys, ...more().flatMap(({ keys }) => keys)]),
  };
}
