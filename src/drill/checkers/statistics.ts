/**
 * The sample below or at which that share of all samples lies (nearest rank): always one that was seen, nothing is
 * interpolated. Undefined of none.
 */
export function nearestRank(samples: Iterable<number>, share: number): number | undefined {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1];
}

/** The sample in the middle; of two in the middle the longer one. Undefined of none. */
export function median(samples: Iterable<number>): number | undefined {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.floor(sorted.length / 2)];
}

/** The same of samples that each stand for several. */
export function weightedRank(
  samples: readonly (readonly [sample: number, count: number])[],
  share: number,
): number | undefined {
  const sorted = samples.toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.max(1, Math.ceil(share * total));
  return sorted.find(([, count]) => (left -= count) <= 0)?.[0];
}
