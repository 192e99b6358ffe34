import { setMaxListeners } from 'node:events';
import { withinLimit } from '../../abort.ts';
import { firstLineOf, StackError } from '../../errors.ts';
import type { Observer } from '../../observe/run.ts';
import type { Strike } from '../aim.ts';
import type { DrillContext, DrillPart } from '../drill.ts';
import type { Fault } from '../fault.ts';
import type { History, Note } from '../history.ts';
import { leadsNow, settle, standardWaits, type LeaderWaits } from '../leaders.ts';
import type { Inside } from '../inside/inside.ts';
import { openInside, type Opened } from '../inside/open.ts';
import { linksFor } from '../link/links.ts';
import type { Verdict } from '../verdict.ts';
import type { Load, Workload } from '../workload.ts';
import { setRates, type Rate } from '../rate/rates.ts';
import { watchStalls } from './stalls.ts';
import { healAll } from './heal.ts';
import { Loads } from './loads.ts';
import { checkNeeds } from './needs.ts';
import { loadsOf, standardLimits, strikeOnce, type IncidentLimits, type Scene } from './incident.ts';
import { pause } from './pause.ts';
import { Recording, type Pulse } from './recording.ts';
import { sweepAll } from './sweep.ts';
import { untilWhole } from './whole.ts';
import type { Wounds } from './wounds.ts';

/** What is to be done to a stack, as data. */
export interface Script {
  /** In this order; a strike that stands there several times is run as often. */
  readonly strikes: Iterable<Strike>;
  /** Every one that may be among them: what they need is looked for and put up before any load begins. */
  readonly named?: readonly Strike[];
  /** No new incident after this much time of load, ms; where strikes have no end. */
  readonly until?: number;
  /** Names of the workloads that run all the while. */
  readonly loads: ReadonlySet<string>;
  /** Load that is not looked at yet, ms: code that runs for the first time is slow on both sides. */
  readonly settle?: number;
  /** Load without any fault before the first, ms: the null run. */
  readonly warmUp: number;
  /** Nothing is to be hurt: who leads is looked at when the null run begins and when the load ends. */
  readonly still?: boolean;
  /** Times the usual load. */
  readonly pace: number;
  /** Of floods beside the usual streams; none where absent. */
  readonly rate?: Rate;
  /** For keys and topics. */
  readonly word: string;
}

export interface SessionOptions {
  readonly observers: readonly Observer[];
  /** Every fault that a wound of an earlier drill may name. */
  readonly faults: readonly Fault[];
  readonly wounds: Wounds;
  readonly progress: <T>(title: string, work: (say: (text: string) => void) => Promise<T>) => Promise<T>;
  /** Twice a second while load runs. */
  readonly onPulse?: (pulse: Pulse) => void;
  readonly onNote?: (note: Note) => void;
  readonly limits?: IncidentLimits;
  readonly waits?: LeaderWaits;
}

/** What was seen, and what was found when all was over. */
export interface Session {
  readonly history: History;
  /** How the stack was at the end, and whether anything was left behind. */
  readonly ends: readonly Verdict[];
}

/** ms. */
const readBackLimit = 60_000;
const pulseEvery = 500;
/** From a new pace of the load to a fault, so that a gap begins at this pace. */
const intoPace = 2000;

/**
 * Runs a script on a running stack: load, one incident after another, and at the end a reading of all that is there.
 * Everything hurt is healed and everything made is removed, whatever happens and also after Ctrl-C.
 *
 * @throws StackError `no` when the stack is not whole before or a target is not there, `engine`, `interrupted`
 */
export async function runSession(
  script: Script,
  parts: readonly DrillPart[],
  given: DrillContext,
  options: SessionOptions,
): Promise<Session> {
  const { observers, wounds, progress, limits = standardLimits, waits = standardWaits } = options;
  const { named = [] } = script;
  const links = linksFor(named);
  const context = { ...given, links };
  await progress('waiting until the stack is whole', () => prepare(parts, context, options));
  await checkNeeds(named, context);
  const recording = new Recording(options.onNote);
  // Every client and every wait listens to it, on purpose.
  setMaxListeners(0, context.signal);
  const calms = new Map(parts.map(({ workload, calm = 0 }) => [workload?.name ?? '', calm]));
  const leads: Scene['leads'] = () => leadsNow(parts, context, waits);
  const scene: Scene = { context, observers, recording, wounds, limits, calms, leads };
  const loads = new Loads();
  const stalls = watchStalls();
  let prober: Opened | undefined;
  const stopPulse = beat(recording, options.onPulse);
  try {
    prober = await progress('starting the probes inside', () =>
      openInside(parts, context, { word: script.word, now: recording.now }),
    );
    const { inside } = prober;
    await progress('connecting the clients', () => startLoads(script, parts, { ...scene, inside }, loads));
    await progress('letting everything run warm', () => pause(script.settle ?? 0, context.signal));
    const rates = await floodAll(script, loads, context, progress);
    if (script.still === true)
      await progress('waiting until nobody moves', () => settle(parts, context, waits));
    const before = script.still === true ? await leads() : undefined;
    recording.begin();
    stalls.begin();
    prober.settled();
    await progress(`load without a fault, ${seconds(script.warmUp)}`, () =>
      pause(script.warmUp, context.signal),
    );
    await strikeAll(script, loads, scene, progress);
    if (before !== undefined) recording.led = { before, after: (await leads()) ?? null };
    stopPulse();
    recording.stop();
    await Promise.all(loads.all.map((load) => load.stop()));
    const read = await progress('reading everything back', () => readBack(loads.all, recording, context));
    const history = recording.history();
    const own = [
      ...rates,
      stalls.verdict(),
      prober.verdict(),
      read,
      await leftovers(loads.all, parts, context),
    ];
    return { history, ends: [...(await endsOf(parts, context)), ...own] };
  } catch (error) {
    await Promise.allSettled(loads.all.map((load) => load.stop()));
    await leftovers(loads.all, parts, context);
    throw error;
  } finally {
    stopPulse();
    stalls.stop();
    try {
      await healAll(wounds, options.faults, context);
    } finally {
      await Promise.all([prober?.close(), ...[...links.values()].map((link) => link.close())]);
    }
  }
}

async function prepare(
  parts: readonly DrillPart[],
  context: DrillContext,
  { observers, faults, wounds, limits = standardLimits }: SessionOptions,
): Promise<void> {
  await healAll(wounds, faults, context);
  await context.engine.removeCompanions(context.plan.name);
  const illness = await untilWhole(observers, context, limits.before);
  if (illness !== undefined)
    throw new StackError('no', `the stack is not whole, so nothing is hurt: ${illness}`, {
      hint: 'holdfast status; holdfast up mends what is down',
    });
  await sweepAll(parts, context);
}

async function startLoads(
  { loads: wanted, word, pace, rate }: Script,
  parts: readonly DrillPart[],
  { context, recording, inside }: Scene & { readonly inside: Inside | undefined },
  loads: Loads,
): Promise<void> {
  const workloads = parts.flatMap(({ workload }): readonly Workload[] =>
    workload === undefined || !wanted.has(workload.name) ? [] : [workload],
  );
  // One that is alone has the whole host.
  const eased = workloads.length > 1;
  // All are awaited, also when one fails: what was started has to be stopped.
  const begun = await Promise.allSettled(
    workloads.map(async (workload) => {
      const link = context.links?.get(workload.name);
      const flooded = rate !== undefined;
      const own = { recorder: recording, word, pace, eased, link, inside, flooded };
      const load = await workload.start({ ...context, ...own });
      loads.add(workload.name, load, eased);
    }),
  );
  for (const one of begun) if (one.status === 'rejected') throw one.reason as Error;
}

async function floodAll(
  { rate }: Script,
  loads: Loads,
  { signal }: DrillContext,
  progress: SessionOptions['progress'],
): Promise<readonly Verdict[]> {
  if (rate === undefined) return [];
  const title = rate === 'highest' ? 'looking for the highest rate' : 'setting the rate';
  return progress(title, (say) => setRates(rate, loads, { signal, say }));
}

async function strikeAll(
  { strikes, until = Infinity }: Script,
  loads: Loads,
  scene: Scene,
  progress: SessionOptions['progress'],
): Promise<void> {
  const runs = new Map<string, number>();
  for (const strike of strikes) {
    if (scene.recording.now() > until) return;
    const run = (runs.get(strike.name) ?? 0) + 1;
    runs.set(strike.name, run);
    const title = run === 1 ? strike.name : `${strike.name}, run ${String(run)}`;
    if (loads.lookAt(atFullPace(strike))) await pause(intoPace, scene.context.signal);
    scene.recording.incidents.push(await progress(title, () => strikeOnce(strike, run, scene)));
  }
}

/**
 * Where all tiers are hurt at once, none is at full pace: the cores are for their coming back. Nor is one whose way is hurt:
 * what is late by half a second at 500 requests a second is more than a client has under way.
 */
export function atFullPace(strike: Strike): readonly string[] {
  const loads = loadsOf(strike);
  const byLink = strike.blows.flat().some(({ target }) => target.link !== undefined);
  return loads.length === 1 && !byLink ? loads : [];
}

/** What cannot be read is a finding: the rest of what was seen is worth a report all the same. */
async function readBack(
  loads: readonly Load[],
  recording: Recording,
  { signal }: DrillContext,
): Promise<Verdict> {
  const late = new StackError('no', `not read back in ${seconds(readBackLimit)}`);
  const read = await Promise.allSettled(
    loads.map((load) => withinLimit(signal, readBackLimit, late, () => load.readBack())),
  );
  signal.throwIfAborted();
  const failures = read.flatMap((one) => (one.status === 'rejected' ? [firstLineOf(one.reason)] : []));
  for (const one of read) if (one.status === 'fulfilled') recording.finals.push(...one.value);
  return {
    claim: 'all that was acknowledged was asked for in the end',
    good: failures.length === 0,
    seen:
      failures.length === 0 ? `${String(recording.finals.length)} streams read back` : failures.join('; '),
  };
}

async function endsOf(parts: readonly DrillPart[], context: DrillContext): Promise<readonly Verdict[]> {
  const ends = parts.flatMap(({ ends: own = [] }) => own);
  return Promise.all(
    ends.map(async ({ claim, look }) => {
      try {
        return { claim, good: true, ...(await look(context)) };
      } catch (error) {
        context.signal.throwIfAborted();
        return { claim, good: false, seen: firstLineOf(error) };
      }
    }),
  );
}

/** Removes what the loads made, and then whatever is ours by name. On a clock of its own: Ctrl-C does not stop it. */
async function leftovers(
  loads: readonly Load[],
  parts: readonly DrillPart[],
  context: DrillContext,
): Promise<Verdict> {
  const claim = 'nothing left behind';
  try {
    await Promise.all(loads.map((load) => load.clean()));
    await sweepAll(parts, { ...context, signal: new AbortController().signal });
    return { claim, good: true, seen: 'all keys and topics of the drill are removed' };
  } catch (error) {
    return { claim, good: false, seen: firstLineOf(error) };
  }
}

/** Tells how the load is until it is stopped. */
function beat(recording: Recording, onPulse: SessionOptions['onPulse']): () => void {
  if (onPulse === undefined) return () => undefined;
  const timer = setInterval(() => {
    onPulse(recording.pulse(recording.now() - pulseEvery));
  }, pulseEvery);
  return () => {
    clearInterval(timer);
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(0)} s`;
}
