import { constants, setPriority } from 'node:os';
import type { DrillContext, DrillPart } from '../../drill/drill.ts';
import { judge } from '../../drill/limits/judge.ts';
import { runLimits } from '../../drill/limits/limits.ts';
import { limitsReport, type LimitsReport } from '../../drill/limits/report.ts';
import type { Outcome } from '../outcome.ts';
import { nameTyped } from './consent.ts';
import { table } from '../../table.ts';
import { paint, type Ask, type Progress } from '../terminal.ts';

export interface LimitsOptions {
  /** How long everything presses at once, s. */
  readonly seconds: number;
  /** The name given with `--yes`. */
  readonly typed: string | undefined;
  /** How to ask for it instead; undefined where nobody can be asked. */
  readonly ask: Ask | undefined;
  readonly progress: Progress;
}

/**
 * Presses the running stack to its limits and says whether it kept its promises. Where that could cost the user's own
 * data something, the stack's name has to be typed first.
 *
 * @throws StackError `usage` when the name was not typed; `no` when the stack is not well
 */
export async function drillLimits(
  parts: readonly DrillPart[],
  context: DrillContext,
  options: LimitsOptions,
): Promise<Outcome> {
  const { seconds, progress } = options;
  await assertConsent(parts, context, options);
  yieldToStack();
  const run = await runLimits(parts, context, { seconds, progress });
  const report = limitsReport(run, judge(run, context.plan), context.plan);
  return { good: report.outcome === 'passed', data: report, lines: render(report) };
}

/**
 * The loads take the CPU that is left over: the drill is to show how the stack bears them, not how it competes with its
 * own clients. For the rest of this process.
 */
function yieldToStack(): void {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

async function assertConsent(
  parts: readonly DrillPart[],
  context: DrillContext,
  { typed, ask }: LimitsOptions,
): Promise<void> {
  const asked = await Promise.all(parts.map(async ({ risk }) => risk?.(context)));
  const risks = asked.filter((risk) => risk !== undefined);
  await nameTyped(risks, context, { typed, ask, again: 'holdfast drill limits' });
}

const words = { passed: 'green', failed: 'red', invalid: 'yellow' } as const;

function render({ stack, outcome, verdicts, phases, services }: LimitsReport): readonly string[] {
  const loads = phases.flatMap((phase) => [
    `${paint('bold', phase.name)}, ${String(phase.seconds)} s, stack at most ${phase.peakMiB.toFixed(0)} MiB`,
    ...phase.loads.map(({ load, bit, seen }) => `  ${mark(bit, ' bit', 'none')}  ${load}: ${seen}`),
  ]);
  const [head = '', ...rows] = table([
    ['SERVICE', 'PEAK', 'LIMIT', 'SHARE', 'IN PHASE'],
    ...services.map(({ service, peakMiB, limitMiB, phase }) => [
      service,
      `${peakMiB.toFixed(0)} MiB`,
      `${String(limitMiB)} MiB`,
      `${((100 * peakMiB) / limitMiB).toFixed(0)} %`,
      phase,
    ]),
  ]);
  return [
    ...loads,
    '',
    `  ${head}`,
    ...rows.map((row) => `  ${row}`),
    '  anonymous, shared and kernel memory, without the page cache',
    '',
    ...verdicts.map(({ claim, good, seen }) => `${mark(good, 'good', ' bad')}  ${claim}: ${seen}`),
    '',
    `${stack}: drill limits ${paint(words[outcome], outcome)}${outcome === 'invalid' ? ', not passed: a load did not reach its limit' : ''}`,
  ];
}

function mark(good: boolean, yes: string, no: string): string {
  return good ? paint('green', yes) : paint('red', no);
}
