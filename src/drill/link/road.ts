/**
 * `pass`: what comes goes on at once. `lag`: each chunk comes later, in its order. `stall`: nothing passes and every
 * connection stays open. `cut`: connections are reset, new ones are refused.
 */
export type Condition = 'pass' | 'lag' | 'stall' | 'cut';

/** What each chunk of a lagging link comes later by, in each direction, ms. */
export interface Lag {
  readonly delay: number;
  /** At most so much more or less. */
  readonly jitter: number;
}

/** A bad mobile link, or another continent with some way to go. */
export const standardLag: Lag = { delay: 200, jitter: 50 };

/** What all connections of a link go by. */
export class Road {
  condition: Condition = 'pass';
  readonly lag: Lag;

  constructor(lag: Lag) {
    this.lag = lag;
  }

  /** Whether anything may arrive at the other end. */
  get open(): boolean {
    return this.condition === 'pass' || this.condition === 'lag';
  }

  /** How much later a chunk arrives that comes now, ms. */
  get extra(): number {
    const { delay, jitter } = this.lag;
    return this.condition === 'lag' ? delay + jitter * (2 * Math.random() - 1) : 0;
  }
}
