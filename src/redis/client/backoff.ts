/** Pauses between attempts to connect, in ms. */
export interface BackoffOptions {
  /** The first pause, at most; 50 unless said. Each next one may be twice as long. */
  readonly first?: number;
  /** No pause is longer; 2000 unless said. */
  readonly longest?: number;
}

/**
 * The pause before attempt `failures + 1`. Half of it is chance: clients that lost the same server together must not
 * come back together.
 */
export function pauseAfter(
  failures: number,
  { first = 50, longest = 2000 }: BackoffOptions,
  chance = Math.random(),
): number {
  if (failures === 0) return 0;
  const most = Math.min(longest, first * 2 ** Math.min(failures - 1, 30));
  return most * (0.5 + chance / 2);
}
