import type { Probe } from '../../../../drill/inside/probe.ts';
import { writing } from './courses.ts';
import { newcomers } from './fresh.ts';
import { KeyChain } from './keys.ts';
import { Lane } from './lane.ts';
import { ourPatience } from './ours.ts';
import type { Way } from './place.ts';
import { after } from './schedule.ts';

/** What the program inside needs to do what the drill's own fresh connections do. */
export interface InsideSettings {
  readonly way: Way;
  /** Writers side by side. */
  readonly lanes: number;
  /** Of the keys; each lane adds its number. */
  readonly prefix: string;
}

/** Each writer in its turn asks the Sentinels, connects, writes with a replica's acknowledgement and leaves. */
export const redisProbe: Probe<InsideSettings> = (
  { interval, settings: { way, lanes, prefix } },
  { now, pen, tempo },
) => {
  const fresh = newcomers(way);
  const begin = now();
  const running = Array.from(
    { length: lanes },
    (_, lane) =>
      new Lane({
        clock: { now, after },
        pen,
        course: writing(new KeyChain(prefix + String(lane + 1)), fresh.set),
        interval: () => tempo.interval(interval * lanes),
        at: begin + lane * interval,
        patience: ourPatience + 500,
      }),
  );
  return {
    stop: async () => {
      await Promise.all(running.map((lane) => lane.stop()));
      await fresh.close();
    },
  };
};
