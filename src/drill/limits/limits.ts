import { withinLimit } from '../../abort.ts';
import { firstLineOf, StackError } from '../../errors.ts';
import type { DrillContext, DrillPart } from '../drill.ts';
import { settle, standardWaits, type LeaderWaits } from '../leaders.ts';
import { look } from './look.ts';
import { phasesOf } from './phases.ts';
import { press, type Pressed } from './press.ts';
import type { PhaseRun, Run } from './run.ts';

/** For removing what was made, ms; also after Ctrl-C. */
const sweepLimit = 20_000;

export interface LimitOptions {
  /** How long everything presses at once, s. */
  readonly seconds: number;
  readonly progress: <T>(title: string, work: (say: (text: string) => void) => Promise<T>) => Promise<T>;
  readonly waits?: LeaderWaits;
}

/**
 * Presses a running stack to its limits, phase by phase, and returns what was seen. Everything made is removed at the
 * end, whatever happened.
 *
 * @throws StackError `interrupted`, or `engine` when the engine fails
 */
export async function runLimits(
  parts: readonly DrillPart[],
  context: DrillContext,
  { seconds, progress, waits = standardWaits }: LimitOptions,
): Promise<Run> {
  const phases = phasesOf(
    parts.flatMap(({ pressures }) => pressures),
    seconds,
  );
  if (phases.length === 0) throw new StackError('no', 'nothing in this stack can be pressed to a limit');
  const shortages = new Map<string, number>();
  const listening = new AbortController();
  await context.engine.watchMemory(
    context.plan.name,
    (service) => shortages.set(service, (shortages.get(service) ?? 0) + 1),
    listening.signal,
  );
  try {
    await progress('waiting until nothing moves', () => prepared(parts, context, waits));
    const before = await look(parts, context, shortages, waits);
    const runs: PhaseRun[] = [];
    for (const phase of phases) {
      const title = `${phase.title}, ${String(phase.seconds)} s`;
      const pressed: Pressed = await progress(title, (say) => press(phase, context, say));
      const after = await look(parts, context, shortages, waits);
      runs.push({ name: phase.name, seconds: phase.seconds, ...pressed, after });
    }
    return { before, phases: runs, leftovers: await sweep(parts, context) };
  } catch (error) {
    throw withLeftovers(error, await sweep(parts, context));
  } finally {
    listening.abort();
  }
}

/** What an earlier drill left behind is no part of this one. */
async function prepared(
  parts: readonly DrillPart[],
  context: DrillContext,
  waits: LeaderWaits,
): Promise<void> {
  const [leftover] = await sweep(parts, context);
  if (leftover !== undefined) {
    throw new StackError('no', `the stack cannot be pressed: ${leftover}`, { hint: 'holdfast status' });
  }
  await settle(parts, context, waits);
}

/** Removes what is ours and returns, a line each, what went wrong. On a clock of its own: Ctrl-C does not stop it. */
async function sweep(parts: readonly DrillPart[], context: DrillContext): Promise<readonly string[]> {
  const late = new StackError(
    'no',
    `not all of the drill's own was removed in ${String(sweepLimit / 1000)} s`,
  );
  const sweeps = parts.map(({ sweep: own }) =>
    withinLimit(new AbortController().signal, sweepLimit, late, async (signal) =>
      own?.({ ...context, signal }),
    ),
  );
  const results = await Promise.allSettled(sweeps);
  return results.flatMap((result) => (result.status === 'rejected' ? [firstLineOf(result.reason)] : []));
}

/** What broke the drill off, and what is still there because of it. */
function withLeftovers(error: unknown, leftovers: readonly string[]): unknown {
  if (!(error instanceof StackError) || leftovers.length === 0) return error;
  return new StackError(error.code, `${error.message}; left behind: ${leftovers.join('; ')}`, {
    hint: 'run the drill again: it begins with removing what an earlier one left',
    cause: error,
  });
}
