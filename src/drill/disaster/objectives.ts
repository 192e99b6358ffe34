import type { Moments } from './record.ts';
import type { TierCheck } from './verify.ts';

/** How much of the past the disaster took. */
export interface Rpo {
  /** From the moment that the backup stands for to the destruction, ms: nothing younger than that can be there. */
  readonly age: number;
  /** Acknowledged records that are gone. */
  readonly records: number;
  /** Records acknowledged by the stores since the backup began: no more than these should be gone. */
  readonly acknowledgedSince: number;
}

/**
 * The backup stands for the moment at which it began: what is written while it is taken may be in it, but nobody may
 * count on that.
 */
export function rpoOf({ backup, destroyed }: Moments, tiers: readonly TierCheck[]): Rpo {
  const sum = (of: (tier: TierCheck) => number): number => tiers.reduce((total, tier) => total + of(tier), 0);
  return {
    age: destroyed - backup.began,
    records: sum(({ lost }) => lost),
    acknowledgedSince: sum(({ acknowledged: { during, after } }) => during + after),
  };
}

/** How long the stores were away; ms from the first container that was killed. */
export interface Rto {
  /** Everything of the backup is in the stores, and compared with it. */
  readonly proven: number;
  /** The first write that was acknowledged again, by tier. */
  readonly firstWrites: readonly { readonly tier: string; readonly after: number }[];
  /** Every service runs and is healthy, and Redis was handed over once. */
  readonly up: number;
}

interface Return {
  readonly destroyed: number;
  readonly proven: number;
  readonly up: number;
  readonly firstWrites: readonly { readonly tier: string; readonly at: number }[];
}

export function rtoOf({ destroyed, proven, up, firstWrites }: Return): Rto {
  return {
    proven: proven - destroyed,
    firstWrites: firstWrites.map(({ tier, at }) => ({ tier, after: at - destroyed })),
    up: up - destroyed,
  };
}
