import type { Verdict } from '../verdict.ts';
import type { Case } from './case.ts';

/**
 * Every fault had an effect, as the engine and the tier itself tell it. A run without shows nothing, however good its
 * numbers: it is invalid, not passed, and its gaps are in no sample.
 *
 * It cannot see: an effect that was over before anybody looked, which makes a good run invalid; never the other way.
 */
export function faultBit({ incidents }: Pick<Case, 'incidents'>): Verdict {
  const missed = incidents.flatMap(({ run, invalid }) =>
    invalid === undefined ? [] : [`run ${String(run)} (${invalid})`],
  );
  const all = String(incidents.length);
  return {
    claim: 'every fault had an effect',
    good: incidents.length > 0 && missed.length === 0,
    seen: missed.length === 0 ? `${all} of ${all} runs` : `not ${missed.join('; not ')}`,
  };
}
