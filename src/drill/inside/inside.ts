import type { Pen } from '../workload.ts';
import type { Order } from './messages.ts';

/** A place inside the stack's network from which a workload can have its tier probed. */
export interface Inside {
  /** From now on what the probe sees goes to the pen, in the time of the history. */
  readonly begin: (order: Order, eased: boolean, pen: Pen) => InsideProbe;
}

export interface InsideProbe {
  readonly ease: (eased: boolean) => void;
  /** No new operation; resolves when those under way have ended, or the place is gone. */
  readonly stop: () => Promise<void>;
}
