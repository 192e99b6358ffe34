import type { Checker } from '../checker.ts';

/**
 * Every load reached the limit it is about, in every phase it ran in. Without this all other verdicts are good on a
 * stack that was left in peace: a run in which it fails is invalid, whatever the others say.
 */
export const loadBit: Checker = ({ phases }) => {
  const missed = phases.flatMap(({ name, bites }) =>
    bites.filter(({ bit }) => !bit).map(({ pressure, seen }) => `${pressure} in phase ${name} (${seen})`),
  );
  const total = phases.reduce((sum, { bites }) => sum + bites.length, 0);
  return {
    claim: 'every load reached its limit',
    good: total > 0 && missed.length === 0,
    seen: missed.length === 0 ? `${String(total)} of ${String(total)}` : `not ${missed.join('; not ')}`,
  };
};
