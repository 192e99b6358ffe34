import type { Plan } from '../../plan/plan.ts';
import type { Judgement } from './judge.ts';
import { peaksOf, type PhaseRun, type Run } from './run.ts';
import { budgetMiB } from './verdicts/peak-in-budget.ts';

/** What a run came to, as `--json` has it. */
export interface LimitsReport extends Judgement {
  readonly drill: 'limits';
  readonly stack: string;
  readonly budgetMiB: number;
  readonly peakMiB: number;
  readonly phases: readonly PhaseReport[];
  readonly services: readonly ServiceReport[];
}

interface PhaseReport {
  readonly name: string;
  readonly seconds: number;
  readonly peakMiB: number;
  readonly loads: readonly {
    readonly load: string;
    readonly bit: boolean;
    readonly seen: string;
    readonly acknowledged: number;
    readonly lost: number;
  }[];
}

interface ServiceReport {
  readonly service: string;
  readonly peakMiB: number;
  readonly limitMiB: number;
  /** The phase of the peak. */
  readonly phase: string;
}

export function limitsReport(run: Run, judgement: Judgement, plan: Plan): LimitsReport {
  return {
    drill: 'limits',
    stack: plan.name,
    ...judgement,
    budgetMiB: budgetMiB(plan),
    peakMiB: round(peaksOf(run).stackMiB),
    phases: run.phases.map(phaseReport),
    services: serviceReports(run, plan),
  };
}

function phaseReport({ name, seconds, peaks, bites }: PhaseRun): PhaseReport {
  return {
    name,
    seconds,
    peakMiB: round(peaks.stackMiB),
    loads: bites.map(({ pressure, bit, seen, acknowledged, lost }) => ({
      load: pressure,
      bit,
      seen,
      acknowledged,
      lost,
    })),
  };
}

function serviceReports(run: Run, plan: Plan): ServiceReport[] {
  const peaks = peaksOf(run);
  return [...plan.services.values()].flatMap(({ name, memoryMiB }) => {
    const peak = peaks.services.get(name);
    if (peak === undefined) return [];
    const phase = run.phases.find((one) => one.peaks.services.get(name) === peak)?.name ?? '';
    return [{ service: name, peakMiB: round(peak), limitMiB: memoryMiB, phase }];
  });
}

function round(mib: number): number {
  return Math.round(mib * 10) / 10;
}
