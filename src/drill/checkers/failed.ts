import { inRuns, sum, type CaseChecker } from './case.ts';
import { counted } from './words.ts';

/**
 * The SLO's `failed`: of all requests of judged streams, and of others that promise an answer, not more failed or stayed without one in the windows of
 * the incidents. A browser does not care whether its request was surely not served or perhaps: both count.
 *
 * It cannot see: a right status with wrong content, unless the client looks at that; slowness, which is in the
 * latencies. A request that was begun before the fault counts when it ends in the window.
 */
export const withinFailed: CaseChecker = (drill) => {
  const { failed: limit } = drill.slo;
  if (limit === undefined) return undefined;
  const claim = limit === 0 ? 'no request failed' : `at most ${counted(limit)} requests failed`;
  const kept = drill.streams.filter(
    ({ facts }) => facts.kind === 'request' && (facts.judged || facts.promise === 'kept'),
  );
  if (kept.length === 0) return { claim, good: false, seen: 'no stream of requests to judge it by' };
  const failed = sum(kept, ({ counts }) => counts.failed + counts.unknown);
  const all = failed + sum(kept, ({ counts }) => counts.acknowledged);
  const whys = new Set(kept.flatMap(({ counts }) => [...counts.whys]));
  const seen = `${counted(failed)} of ${counted(all)} requests, ${inRuns(drill)}`;
  return {
    claim,
    good: all > 0 && failed <= limit,
    seen: whys.size === 0 ? seen : `${seen}: ${[...whys].join('; ')}`,
  };
};
