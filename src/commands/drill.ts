import type { DrillContext, DrillPart } from '../drill/drill.ts';
import { wholeTargets } from '../drill/everything.ts';
import { everywhere } from '../drill/faults/index.ts';
import type { Fault } from '../drill/fault.ts';
import type { Target } from '../drill/target.ts';
import { wholeEnds } from '../drill/whole-ends.ts';
import { StackError } from '../errors.ts';
import type { Observer } from '../observe/run.ts';
import type { Means } from '../drill/disaster/run.ts';
import { standardSeconds as disasterSeconds } from '../drill/disaster/pace.ts';
import { standardSeconds as limitsSeconds } from '../drill/limits/phases.ts';
import { calmCourse, courseOf, type CourseRequest } from './drill/courses.ts';
import { drillDisaster } from './drill/disaster.ts';
import { drillHeal } from './drill/heal.ts';
import { drillLimits } from './drill/limits.ts';
import { drillDryRun, drillList } from './drill/list.ts';
import { drillRun, type RunOptions } from './drill/run.ts';
import { assertRestored } from './drill/wounds-file.ts';
import type { Outcome } from './outcome.ts';

/** What is asked for on the command line. */
export interface DrillRequest extends RunOptions, CourseRequest {
  readonly list: boolean;
  readonly dryRun: boolean;
  /** For `limits`: how long everything presses at once; for `disaster`: how long it writes before and after the backup; s. */
  readonly seconds: number | undefined;
  /** Where the report of a disaster goes. */
  readonly disasterOut: string;
}

/** What a stack has that drills need. */
export interface Drilled {
  readonly parts: readonly DrillPart[];
  readonly observers: readonly Observer[];
  readonly context: DrillContext;
  /** Backups and restores. */
  readonly means: () => Promise<Means>;
}

/** Drills of their own kind. */
const alone: ReadonlySet<string> = new Set(['calm', 'limits', 'disaster', 'heal']);

/**
 * Hurts the running stack on purpose, or says what that would be.
 *
 * @throws StackError `usage` for a drill that is none, or when a name was not typed; `no` when the stack is not whole
 */
export async function drill(drilled: Drilled, request: DrillRequest): Promise<Outcome> {
  const { parts } = drilled;
  const targets = targetsOf(drilled);
  const [first, ...more] = request.words;
  if (request.list) return drillList(targets);
  if (first !== undefined && alone.has(first) && more.length > 0)
    throw new StackError('usage', `${first} stands alone, not beside '${more.join(' ')}'`);
  if (first !== undefined && first !== 'calm' && alone.has(first))
    return drillAlone(first, drilled, request, faultsIn(targets));
  const course = first === 'calm' ? calmCourse(request, loadsIn(parts)) : courseOf(request, targets);
  if (request.dryRun) return drillDryRun(course.strikes);
  assertRestored(request.directory);
  const whole: DrillPart = { pressures: [], ends: wholeEnds };
  return drillRun(course, { ...drilled, parts: [...parts, whole], faults: faultsIn(targets) }, request);
}

async function drillAlone(
  word: string,
  { parts, observers, context, means }: Drilled,
  request: DrillRequest,
  faults: readonly Fault[],
): Promise<Outcome> {
  const { directory, seconds } = request;
  assertRestored(directory);
  if (word === 'heal') return drillHeal(directory, faults, context);
  if (word === 'limits')
    return drillLimits(parts, context, { ...request, seconds: seconds ?? limitsSeconds });
  return drillDisaster(
    { parts, observers, context, means: await means(), faults },
    { ...request, out: request.disasterOut, seconds: seconds ?? disasterSeconds },
  );
}

function targetsOf({ parts, context: { plan } }: Drilled): readonly Target[] {
  return [...parts.flatMap(({ targets = [] }) => targets), ...wholeTargets(plan, loadsIn(parts))];
}

/** Every fault that a wound of an earlier drill may name. */
function faultsIn(targets: readonly Target[]): readonly Fault[] {
  return [...everywhere, ...targets.flatMap(({ own = [] }) => own)];
}

function loadsIn(parts: readonly DrillPart[]): readonly string[] {
  return parts.flatMap(({ workload }) => (workload === undefined ? [] : [workload.name]));
}
