import type { CaseChecker } from './case.ts';
import { nothingUnseen } from './consumed.ts';
import { nothingTwice } from './duplicated.ts';
import { withinFailed } from './failed.ts';
import { withinFailovers } from './failovers.ts';
import { withinBack, withinConsumer, withinRto } from './gap.ts';
import { oneHolder } from './lock.ts';
import { withinRpo } from './lost.ts';
import { inOrder } from './reordered.ts';
import { nothingStale } from './stale.ts';
import { wholeAgain } from './whole.ts';

/**
 * What is asked of every drill, in the order in which a reader wants it. Whether the faults bit (bitten.ts) stands apart:
 * it decides what all of this is worth.
 */
export const caseCheckers: readonly CaseChecker[] = [
  withinRto,
  withinBack,
  withinConsumer,
  withinRpo,
  nothingTwice,
  inOrder,
  nothingStale,
  oneHolder,
  nothingUnseen,
  withinFailed,
  withinFailovers,
  wholeAgain,
];

/** The same of load without a fault, after which nothing has to become whole again. */
export const calmCheckers: readonly CaseChecker[] = caseCheckers.filter((checker) => checker !== wholeAgain);
