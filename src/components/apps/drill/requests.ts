import type { Tempo } from '../../../drill/tempo.ts';
import type { Pen, Recorder } from '../../../drill/workload.ts';
import { HttpClient, type Answer, type Ask, type Front } from './client.ts';
import { judgeRequest, type Judged } from './outcome.ts';
import { keepPace } from './pace.ts';

/** For an answer, ms, counted from when the request should have been sent. */
export const patience = 5000;

/** Requests of one kind at a fixed pace. */
export interface Requests {
  /** Between two, at the full pace, ms. */
  readonly interval: number;
  readonly pen: Pen;
  /** A new connection for each, or kept ones. */
  readonly fresh: boolean;
  readonly ask: (sequence: number) => Ask;
  readonly judge?: (seen: Answer | Error) => Judged;
  /** Told of every end; `seen` is the answer, or why there was none. */
  readonly onEnd?: (sequence: number, judged: Judged, seen: Answer | Error) => void;
}

/** One stream under way. */
export interface Running {
  /** No new operation; resolves when those under way have ended, at the latest when patience has. */
  readonly stop: () => Promise<void>;
}

/** Asks at a fixed pace whether or not answers come, on as many connections as that takes. */
export function startRequests(
  { interval, pen, fresh, ask, judge = judgeRequest, onEnd }: Requests,
  { port, tempo }: { readonly port: number | Front; readonly tempo: Tempo },
  { now }: Pick<Recorder, 'now'>,
): Running {
  const client = new HttpClient(port, { fresh });
  const underWay = new Set<Promise<void>>();
  let sequence = 0;
  const one = async (value: number, at: number): Promise<void> => {
    const asked = ask(value);
    const seen = await client.send(asked, at + patience - now()).catch((error: unknown) => error as Error);
    const judged = judge(seen);
    pen({ key: asked.path, value, at, ...judged });
    onEnd?.(value, judged, seen);
  };
  const stop = keepPace(
    () => tempo.interval(interval),
    now,
    (at) => {
      const going = one((sequence += 1), at).finally(() => underWay.delete(going));
      underWay.add(going);
    },
  );
  return {
    stop: async () => {
      stop();
      await Promise.all(underWay);
      client.close();
    },
  };
}
