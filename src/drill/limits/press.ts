import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from '../../abort.ts';
import { firstLineOf, StackError } from '../../errors.ts';
import type { DrillContext } from '../drill.ts';
import type { Bite, Pressure } from './pressure.ts';
import { PhaseClock } from './phase-clock.ts';
import type { Phase } from './phases.ts';
import { noPeaks, raised, type NamedBite, type Peaks } from './run.ts';

/** Between two samples of memory, ms; one of 17 containers takes about 50. */
const sampleInterval = 1000;

/** After the phase, ms: for reading everything back, from a slow disk, and removing it. Interrupted, a user waits for it. */
const graceful = { whole: 240_000, interrupted: 20_000 };

export interface Pressed {
  readonly bites: readonly NamedBite[];
  readonly peaks: Peaks;
}

/** One phase: its loads side by side, memory sampled all the while. Throws only when the user interrupts, at the end. */
export async function press(
  phase: Phase,
  context: DrillContext,
  say: (text: string) => void,
): Promise<Pressed> {
  const clock = new PhaseClock(phase, context.signal);
  const words = new Map<string, string>();
  const done = new AbortController();
  const sampling = sample(context, done.signal, (peaks, nowMiB) => {
    say(
      [`stack ${nowMiB.toFixed(0)} MiB, at most ${peaks.stackMiB.toFixed(0)}`, ...words.values()].join('; '),
    );
  });
  try {
    const bites = await Promise.all(
      phase.pressures.map((pressure) =>
        pressOne(pressure, context, clock, (text) => words.set(pressure.name, `${pressure.name} ${text}`)),
      ),
    );
    context.signal.throwIfAborted();
    done.abort();
    return { bites, peaks: await sampling };
  } finally {
    // What a load that failed has started ends with the others.
    clock.end();
    done.abort();
    await sampling;
  }
}

/** A load that fails is data as well: what it ran against may just have been killed, and the verdicts say that. */
async function pressOne(
  pressure: Pressure,
  context: DrillContext,
  clock: PhaseClock,
  say: (text: string) => void,
): Promise<NamedBite> {
  const { over } = clock;
  const hard = new AbortController();
  const limit = setLimit(context, over, hard);
  const bitten = (): void => {
    clock.bitten(pressure.name);
  };
  try {
    const { signal } = hard;
    const bite = await unlessAborted(signal, () => pressure.press({ ...context, signal, over, bitten, say }));
    return { pressure: pressure.name, ...bite };
  } catch (error) {
    return { pressure: pressure.name, ...failed(error) };
  } finally {
    // Whatever became of it, the others need not wait for it.
    bitten();
    limit.clear();
  }
}

/** Fires `hard` when a load has not ended by itself some time after its phase. */
function setLimit(context: DrillContext, over: AbortSignal, hard: AbortController) {
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(
      () => {
        hard.abort(tooLong());
      },
      context.signal.aborted ? graceful.interrupted : graceful.whole,
    );
  };
  if (over.aborted) begin();
  else over.addEventListener('abort', begin, { once: true });
  return {
    clear: (): void => {
      over.removeEventListener('abort', begin);
      clearTimeout(timer);
    },
  };
}

function tooLong(): StackError {
  return new StackError('no', 'did not end by itself after its phase');
}

function failed(error: unknown): Bite {
  return { bit: false, seen: `failed: ${firstLineOf(error)}`, acknowledged: 0, lost: 0 };
}

/** Samples until told to stop, and returns the peaks. A sample that fails is left out; their number is shown. */
async function sample(
  { engine, plan }: DrillContext,
  stop: AbortSignal,
  onSample: (peaks: Peaks, nowMiB: number) => void,
): Promise<Peaks> {
  let peaks = noPeaks;
  while (!stop.aborted) {
    const memory = await engine.memory(plan.name).catch(() => undefined);
    if (memory !== undefined) {
      peaks = raised(peaks, memory);
      onSample(
        peaks,
        [...memory.values()].reduce((sum, mib) => sum + mib, 0),
      );
    }
    await sleep(sampleInterval, undefined, { signal: stop }).catch(() => undefined);
  }
  return peaks;
}
