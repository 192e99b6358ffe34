import type { StreamResult } from '../../report/report.ts';
import type { StreamCase } from '../checkers/case.ts';
import { median, nearestRank } from '../checkers/statistics.ts';

/** Below it the 95th percentile is the maximum by another name. */
const enoughForP95 = 20;

/** One stream's row in the report. */
export function streamResult(
  { facts, gaps, counts, ...damages }: StreamCase,
  calm: { readonly p50: number | undefined; readonly p99: number | undefined },
): StreamResult {
  const lengths = gaps.map(({ length }) => length);
  return {
    ...facts,
    gaps: lengths,
    sinceHeal: gaps.map(({ sinceHeal }) => sinceHeal),
    notBack: gaps.filter(({ back }) => !back).length,
    median: median(lengths) ?? null,
    max: nearestRank(lengths, 1) ?? null,
    p95: lengths.length < enoughForP95 ? null : (nearestRank(lengths, 0.95) ?? null),
    acknowledged: counts.acknowledged,
    failed: counts.failed,
    unknown: counts.unknown,
    lost: damages.lost.length,
    splitBrain: damages.splitBrain.length,
    duplicated: damages.duplicated.length,
    reordered: damages.reordered.length,
    stale: damages.stale.length,
    ...(facts.kind === 'lock' ? { overlapping: damages.overlapping.length } : {}),
    p50: calm.p50 ?? null,
    p99: calm.p99 ?? null,
    slowest: counts.slowest ?? null,
  };
}
