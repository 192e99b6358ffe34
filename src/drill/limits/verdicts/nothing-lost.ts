import type { Checker } from '../checker.ts';

/**
 * Every write that was acknowledged was found when its phase was over. A write that was refused, or whose answer
 * never came, is in neither number.
 *
 * It cannot see: a loss on a node other than the one read from; a loss with the host (the power cord).
 */
export const nothingLost: Checker = ({ phases }) => {
  const bites = phases.flatMap((phase) => phase.bites.map((bite) => ({ phase: phase.name, ...bite })));
  const lost = bites.reduce((sum, bite) => sum + bite.lost, 0);
  const acknowledged = bites.reduce((sum, bite) => sum + bite.acknowledged, 0);
  const where = bites
    .filter((bite) => bite.lost > 0)
    .map((bite) => `${bite.pressure} ${String(bite.lost)} in phase ${bite.phase}`);
  return {
    claim: 'no acknowledged write lost',
    good: lost === 0,
    seen: `${String(lost)} of ${String(acknowledged)} acknowledged${lost === 0 ? '' : `: ${where.join(', ')}`}`,
  };
};
