import { validRuns, type CaseChecker } from './case.ts';
import { lasting } from './words.ts';

/**
 * Whole again without help: after each heal every member of the tier came back to its place by itself, within the limit
 * of the drill. A tier that answers with one member short survives no second fault.
 *
 * It cannot see: what the tier's own word for whole leaves out.
 */
export const wholeAgain: CaseChecker = (drill) => {
  const runs = validRuns(drill);
  if (runs.length === 0) return undefined;
  const times = runs.flatMap(({ whole, healed }) =>
    whole === undefined ? [] : [Math.max(0, whole - healed)],
  );
  const ill = runs
    .filter(({ whole }) => whole === undefined)
    .map(({ run, illness }) => `run ${String(run)}${illness === undefined ? '' : ` (${illness})`}`);
  const after = times.length === 0 ? '' : `, at most ${lasting(Math.max(...times))} after the heal`;
  return {
    claim: 'whole again without help',
    good: ill.length === 0,
    seen: `${String(times.length)} of ${String(runs.length)} runs${after}${ill.length === 0 ? '' : `; not ${ill.join('; not ')}`}`,
  };
};
