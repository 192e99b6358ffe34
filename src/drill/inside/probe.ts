import type { Tempo } from '../tempo.ts';
import type { Pen } from '../workload.ts';
import type { Order } from './messages.ts';

/** What a probe has in the program inside, in place of all that a load has on the host. */
export interface Post {
  /** ms. */
  readonly now: () => number;
  readonly pen: Pen;
  readonly tempo: Tempo;
}

/** Begins at once. It keeps to its pace whether or not answers come, so that a stall is not hidden. */
export type Probe<Settings> = (order: Order<Settings>, post: Post) => RunningProbe;

export interface RunningProbe {
  /** No new operation; resolves when those under way have ended. */
  readonly stop: () => Promise<void>;
}
