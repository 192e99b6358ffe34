import type { Plan } from '../../plan/plan.ts';
import type { Run } from './run.ts';
import type { Verdict } from '../verdict.ts';
import type { Checker } from './checker.ts';
import { loadBit } from './verdicts/load-bit.ts';
import { noFailover } from './verdicts/no-failover.ts';
import { noOomKill } from './verdicts/no-oom-kill.ts';
import { nothingLeft } from './verdicts/nothing-left.ts';
import { noRestart } from './verdicts/no-restart.ts';
import { nothingLost } from './verdicts/nothing-lost.ts';
import { peakInBudget } from './verdicts/peak-in-budget.ts';

const checkers: readonly Checker[] = [
  noOomKill,
  noRestart,
  noFailover,
  nothingLost,
  peakInBudget,
  nothingLeft,
];

export interface Judgement {
  /** `invalid` when the load did not bite: then the verdicts say nothing. */
  readonly outcome: 'passed' | 'failed' | 'invalid';
  readonly verdicts: readonly Verdict[];
}

/** A failure counts even when some load did not bite; only a pass needs that all did. */
export function judge(run: Run, plan: Plan): Judgement {
  const verdicts = checkers.map((check) => check(run, plan));
  const bit = loadBit(run, plan);
  const good = verdicts.every((verdict) => verdict.good);
  return { outcome: !good ? 'failed' : bit.good ? 'passed' : 'invalid', verdicts: [...verdicts, bit] };
}
