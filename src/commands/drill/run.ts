import { randomBytes } from 'node:crypto';
import type { Strike } from '../../drill/aim.ts';
import type { DrillContext, DrillPart } from '../../drill/drill.ts';
import type { Fault } from '../../drill/fault.ts';
import { standardLimits, type IncidentLimits } from '../../drill/run/incident.ts';
import { atFullPace, runSession, type Script } from '../../drill/run/session.ts';
import type { Rate } from '../../drill/rate/rates.ts';
import type { Slos } from '../../drill/slo.ts';
import { StackError } from '../../errors.ts';
import type { Observer } from '../../observe/run.ts';
import { reportLines, tourLines } from '../../report/terminal.ts';
import { assertFree, writeReport } from '../../report/write.ts';
import type { Outcome } from '../outcome.ts';
import type { Ask, Progress } from '../terminal.ts';
import { nameTyped } from './consent.ts';
import { liveProgress } from './live.ts';
import { reportOf } from './report-of.ts';
import { forget, woundsIn } from './wounds-file.ts';

export interface RunOptions {
  readonly directory: string;
  /** Where the report goes. */
  readonly out: string;
  /** Load before the first fault, s. */
  readonly warmUp: number;
  /** Load on the whole tier between two faults at least, s; undefined where nobody has said it. */
  readonly calm: number | undefined;
  readonly pace: number;
  /** Of a flood beside the usual streams; undefined for none. */
  readonly rate: Rate | undefined;
  /** Of the spec; what it does not name has a default. */
  readonly slos: Slos;
  /** The name given with `--yes`. */
  readonly typed: string | undefined;
  readonly ask: Ask | undefined;
  readonly progress: Progress;
  /** Whether a person looks on: then figures move. */
  readonly live: boolean;
  readonly note: (line: string) => void;
}

/** What is to be run. */
export interface Course {
  /** All drills that may turn up. */
  readonly strikes: readonly Strike[];
  /** In the order in which they are run, each as often as it is there. */
  readonly order: Iterable<Strike>;
  /** No new one after this time, ms. */
  readonly until?: number;
  /** Names of the workloads that run all the while. */
  readonly loads: ReadonlySet<string>;
  /** Load on the whole tier between two faults at least, ms, unless the options say otherwise. */
  readonly calm?: number;
  /** Load without any fault for so long, ms, in place of the usual null run: nothing is hurt at all. */
  readonly alone?: number;
  /** A few lines tell all of it. */
  readonly short: boolean;
}

interface Stage {
  readonly parts: readonly DrillPart[];
  readonly observers: readonly Observer[];
  readonly context: DrillContext;
  /** Every fault that a wound of an earlier drill may name. */
  readonly faults: readonly Fault[];
}

/**
 * Runs the drills and writes the report. The outcome is good when every drill keeps to its SLO and nothing that was
 * promised is lost.
 *
 * @throws StackError as runSession does; `usage` when the name was not typed, or the report has no place
 */
export async function drillRun(course: Course, stage: Stage, options: RunOptions): Promise<Outcome> {
  const { context, parts } = stage;
  const { strikes, short } = course;
  if (options.rate !== undefined) assertFloods(strikes, parts);
  await nameTyped(risksOf(strikes), context, { ...options, again: `holdfast drill ${namesOf(strikes)}` });
  assertFree(options.out);
  const wounds = woundsIn(options.directory);
  const began = new Date();
  try {
    const session = await runSession(scriptFor(course, options), parts, context, {
      ...stage,
      wounds,
      ...liveProgress(options),
      limits: limitsFor(course, options),
    });
    const report = await reportOf(session, strikes, { ...stage, ...options, began });
    const page = writeReport(options.out, report, [session.history]);
    const lines = short ? tourLines(report, page) : reportLines(report, page);
    return { good: report.outcome === 'passed', data: report, lines };
  } finally {
    forget(options.directory, wounds);
  }
}

/**
 * A flood is there only where one tier is looked at, at its full pace, and that tier has one.
 *
 * @throws StackError `usage` when none of the drills would have any
 */
function assertFloods(strikes: readonly Strike[], parts: readonly DrillPart[]): void {
  const able = parts.flatMap(({ workload }) => (workload?.floods === true ? [workload.name] : []));
  if (strikes.some((strike) => atFullPace(strike).some((name) => able.includes(name)))) return;
  throw new StackError('usage', '--rate has no effect on these drills, so nothing was done', {
    hint: `it is for drills of one tier at full pace (${able.join(', ')}): not for links, calm, or all tiers at once`,
  });
}

/** Only what would destroy data needs the name; everything else is healed. */
function risksOf(strikes: readonly Strike[]): readonly string[] {
  return strikes.flatMap(({ blows }) =>
    blows
      .flat()
      .filter(({ fault }) => fault.harm === 'destructive')
      .map(({ name, target, fault }) => `${name} (${target.among.join(', ')}): ${fault.about}`),
  );
}

function namesOf(strikes: readonly Strike[]): string {
  return strikes.map(({ name }) => name).join(' ');
}

/** ms: on two cores the app of a stack just started takes seconds until it bears the usual load. */
const coldTime = 8000;

export function scriptFor(
  { strikes, order, until, loads, alone }: Course,
  { warmUp, pace, rate }: Pick<RunOptions, 'warmUp' | 'pace' | 'rate'>,
): Script {
  return {
    strikes: order,
    named: strikes,
    ...(until === undefined ? {} : { until }),
    loads,
    settle: coldTime,
    warmUp: alone ?? warmUp * 1000,
    still: alone !== undefined,
    pace,
    ...(rate === undefined ? {} : { rate }),
    word: randomBytes(3).toString('hex'),
  };
}

export function limitsFor(course: Pick<Course, 'calm'>, { calm }: Pick<RunOptions, 'calm'>): IncidentLimits {
  const usual = course.calm ?? standardLimits.calm;
  return { ...standardLimits, calm: calm === undefined ? usual : calm * 1000 };
}
