import type { ModeResult } from './run.ts';

/** All that was measured, as --json prints it. */
export interface BenchReport {
  readonly good: boolean;
  readonly rounds: number;
  /** What was set otherwise than by default, by client. */
  readonly clients: Readonly<Record<string, string>>;
  /** Clients that are not installed. */
  readonly missing: readonly string[];
  readonly modes: readonly ModeResult[];
  /** Bytes per SET on the heap, by client. */
  readonly allocated: Readonly<Record<string, number>>;
  readonly frugal: Frugality;
}

/** Whether no client that runs in the same process takes less than ours. */
export interface Frugality {
  /** CPU per command, in every mode in which commands have a promise each. */
  readonly cpu: boolean;
  /** Bytes allocated per command. */
  readonly allocated: boolean;
}

/** Judges CPU and memory per command; ours is the first client of each list. */
export function frugalityOf({ modes, allocated }: Pick<BenchReport, 'modes' | 'allocated'>): Frugality {
  const withPeers = modes.filter(({ cast }) => cast === 'all' || cast === 'single');
  return {
    cpu: withPeers.every(({ rows }) => isLeast(rows.flatMap(({ cpu }) => cpu ?? []))),
    allocated: isLeast(Object.values(allocated)),
  };
}

function isLeast([first = 0, ...others]: readonly number[]): boolean {
  return others.every((other) => first <= other);
}
