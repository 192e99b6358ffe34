import type { Manifest } from '../../backup/manifest.ts';
import { firstLineOf, StackError } from '../../errors.ts';
import type { Observer } from '../../observe/run.ts';
import type { DrillContext, DrillPart } from '../drill.ts';
import { pause } from '../run/pause.ts';
import { sweepAll } from '../run/sweep.ts';
import { untilWhole } from '../run/whole.ts';
import type { Wounds } from '../run/wounds.ts';
import { destroy, type Doomed } from './destroy.ts';
import { Ledger } from './ledger.ts';
import { paceFor } from './pace.ts';
import { recorded, type Phase, type Progress } from './phases.ts';
import { Probes, type FirstWrite } from './probes.ts';
import { ownOf, type Own } from './own.ts';
import type { Found, Moments, Written } from './record.ts';
import { savedWithoutOwn, userFigures, withoutOwn, type Count, type UserFigure } from './users.ts';
import { disasterWound, wayBack } from './wound.ts';
import type { Witness, Writing } from './witness.ts';

/** What the drill does with backups, by the same code as the commands of that name. */
export interface Means {
  /** Takes one; resolves with its id. */
  readonly backup: (progress: Progress) => Promise<string>;
  /** Unpacks a backup beside the running stack and loads it on trial, as a restore begins; nothing is changed. */
  readonly tryOut: (id: string, say: (text: string) => void) => Promise<Manifest>;
  /** Volumes of the stores that are there; never the one with the backups. */
  readonly volumes: () => Promise<readonly string[]>;
  /** `onProven` is waited for once the stores hold all of the backup, before anything else starts. */
  readonly restore: (id: string, progress: Progress, onProven: () => Promise<void>) => Promise<void>;
}

export interface DisasterOptions {
  readonly parts: readonly DrillPart[];
  readonly observers: readonly Observer[];
  readonly means: Means;
  readonly wounds: Wounds;
  readonly progress: Progress;
  /** A line that stays. */
  readonly note: (line: string) => void;
  /** So long it writes before the backup, and after it, s. */
  readonly seconds: number;
  /** For keys and topics. */
  readonly word: string;
}

/** All that was seen; times in ms since the clients began to connect. */
export interface DisasterRun {
  readonly backup: string;
  readonly moments: Moments;
  readonly proven: number;
  readonly up: number;
  readonly firstWrites: readonly FirstWrite[];
  readonly length: number;
  readonly phases: readonly Phase[];
  readonly doomed: Doomed;
  readonly written: readonly Written[];
  /** By tier. */
  readonly found: ReadonlyMap<string, readonly Found[]>;
  readonly users: readonly UserFigure[];
  readonly illness: string | undefined;
  readonly leftover: string | undefined;
}

/** ms until the stack is whole, before and after. */
const patience = { before: 60_000, after: 60_000 };

interface Stage {
  readonly context: DrillContext;
  readonly options: DisasterOptions;
  readonly witnesses: readonly Witness[];
  readonly ledger: Ledger;
  readonly now: () => number;
  readonly progress: Progress;
}

/**
 * Load, a backup, more load; everything that holds data is destroyed and brought back; then what is there is compared
 * with what was acknowledged. Whatever fails once the destruction has begun tells the way back.
 *
 * @throws StackError `no` when the stack is not whole, has no store, or the backup cannot be read; `interrupted`; as a
 * restore does
 */
export async function runDisaster(context: DrillContext, options: DisasterOptions): Promise<DisasterRun> {
  const witnesses = options.parts.flatMap(({ witness }) => witness ?? []);
  if (witnesses.length === 0)
    throw new StackError('no', 'this stack has neither Redis nor Kafka, so there is nothing to bring back');
  const before = await options.progress('waiting until the stack is whole', () =>
    prepare(witnesses, context, options),
  );
  const began = performance.now();
  const now = (): number => performance.now() - began;
  const { progress, phases } = recorded(options.progress, now);
  const stage: Stage = { context, options, witnesses, ledger: new Ledger(now), now, progress };
  const saved = await loadAndSave(stage);
  const back = await destroyAndRestore(saved, stage);
  const moments: Moments = { backup: saved.backup, destroyed: back.destroyed };
  const { found, illness, leftover } = await lookAtAll(stage);
  const own = (tier: string): Own => ownOf(tier, stage.ledger.entries, found.get(tier) ?? [], moments);
  return {
    backup: saved.id,
    moments,
    proven: back.proven,
    up: back.up,
    firstWrites: back.firstWrites,
    length: now(),
    phases,
    doomed: back.doomed,
    written: stage.ledger.entries,
    found,
    users: userFigures({
      before,
      after: withoutOwn(saved.after, (tier) => stage.ledger.acknowledgedAt(tier, back.destroyed)),
      saved: savedWithoutOwn(
        witnesses.flatMap((one) => one.saved(saved.manifest) ?? []),
        (tier) => own(tier).saved,
      ),
      restored: withoutOwn(back.counts, (tier) => own(tier).restored),
    }),
    illness,
    leftover,
  };
}

async function prepare(
  witnesses: readonly Witness[],
  context: DrillContext,
  { observers, parts, means }: DisasterOptions,
): Promise<readonly Count[]> {
  const illness = await untilWhole(observers, context, patience.before);
  if (illness !== undefined)
    throw new StackError('no', `the stack is not whole, so nothing is destroyed: ${illness}`, {
      hint: 'holdfast status; holdfast up mends what is down',
    });
  if ((await means.volumes()).length === 0)
    throw new StackError('no', 'no data volume of this stack is there, so nothing was destroyed');
  await sweepAll(parts, context);
  return countAll(witnesses, context);
}

interface Saved {
  readonly id: string;
  readonly manifest: Manifest;
  readonly backup: Moments['backup'];
  /** Of the user's, once the load had stopped. */
  readonly after: readonly Count[];
}

/** The clients write all the while: before the backup, beside it, and after it. */
async function loadAndSave(stage: Stage): Promise<Saved> {
  const { context, options, witnesses, now, progress } = stage;
  const { means, seconds } = options;
  const { signal } = context;
  const writings: Writing[] = [];
  const stop = (): Promise<unknown> => Promise.all(writings.map((writing) => writing.stop()));
  try {
    await progress('connecting the clients', () => startAll(stage, writings));
    await progress(`load, ${String(seconds)} s`, () => pause(seconds * 1000, signal));
    const from = now();
    const id = await means.backup(progress);
    const backup = { began: from, ended: now() };
    const [manifest] = await progress(
      `load after the backup, ${String(seconds)} s; the backup is tried out`,
      (say) => Promise.all([means.tryOut(id, say), pause(seconds * 1000, signal)]),
    );
    assertHolds(manifest, witnesses);
    await stop();
    const after = await countAll(witnesses, context);
    signal.throwIfAborted();
    return { id, manifest, backup, after };
  } catch (error) {
    await stop();
    await sweep(stage);
    throw error;
  }
}

async function startAll(stage: Stage, writings: Writing[]): Promise<void> {
  const { witnesses, options, context, ledger } = stage;
  const pace = paceFor(options.seconds);
  // All are awaited, also when one fails: what was started has to be stopped.
  const begun = await Promise.allSettled(
    witnesses.map(async (witness) => {
      const note = ledger.noteOf(witness.tier);
      writings.push(await witness.start({ ...context, word: options.word, pace, note }));
    }),
  );
  for (const one of begun) if (one.status === 'rejected') throw one.reason as Error;
}

/** A store that is not in the backup would be gone for good. */
function assertHolds(manifest: Manifest, witnesses: readonly Witness[]): void {
  const absent = witnesses.filter((witness) => witness.saved(manifest) === undefined);
  if (absent.length === 0) return;
  const names = absent.map(({ tier }) => tier).join(' and ');
  throw new StackError('no', `the backup ${manifest.id} does not hold ${names}, so nothing was destroyed`, {
    hint: 'holdfast backups shows what each holds',
  });
}

interface Back {
  readonly destroyed: number;
  readonly proven: number;
  readonly up: number;
  readonly firstWrites: readonly FirstWrite[];
  readonly doomed: Doomed;
  /** Of the user's, before anybody could write again. */
  readonly counts: readonly Count[];
}

async function destroyAndRestore({ id }: Saved, stage: Stage): Promise<Back> {
  const { context, options, witnesses, now, progress } = stage;
  const { means, wounds, word } = options;
  const disaster = { stack: context.plan.name, backup: id };
  const services = [...context.plan.services.values()].filter(({ kind }) => kind === 'long');
  const wound = disasterWound(
    disaster,
    services.map(({ name }) => name),
  );
  const probes = new Probes(witnesses, stage.ledger, now);
  options.note(`from here on the way back is: ${wayBack(disaster)}`);
  wounds.add(wound);
  try {
    const destroyed = now();
    const doomed = await progress('destroying every container and data volume', async () =>
      destroy(await means.volumes(), context),
    );
    context.signal.throwIfAborted();
    const proven: { at: number; counts: Promise<readonly Count[]> } = {
      at: NaN,
      counts: Promise.resolve([]),
    };
    await means.restore(id, progress, async () => {
      proven.at = now();
      proven.counts = countAll(witnesses, context);
      // What cannot be counted is told once all of it is up: the restore goes on.
      await proven.counts.catch(() => undefined);
      probes.begin(context, word);
    });
    const up = now();
    wounds.remove(wound);
    const firstWrites = await progress('waiting for a first write', () => probes.ended());
    return { destroyed, proven: proven.at, up, firstWrites, doomed, counts: await proven.counts };
  } catch (error) {
    probes.giveUp();
    if (wounds.open().includes(wound)) throw withWayBack(error, wayBack(disaster));
    await sweep(stage);
    throw error;
  }
}

/** The stores are gone, or half restored: how to go on is all that counts now. */
function withWayBack(error: unknown, way: string): StackError {
  const told = error instanceof StackError ? error : undefined;
  return new StackError(
    told?.code ?? 'no',
    `the stack was destroyed by the drill and is not restored: ${firstLineOf(error)}`,
    { hint: `${way} brings everything back`, diagnostics: told?.diagnostics ?? [], cause: error },
  );
}

/** What is there in the end, and then nothing of the drill's any more. */
async function lookAtAll(stage: Stage): Promise<Pick<DisasterRun, 'found' | 'illness' | 'leftover'>> {
  const { context, options, witnesses, progress } = stage;
  try {
    const found = await progress('reading every record back', () =>
      Promise.all(
        witnesses.map(async (one) => [one.tier, await one.readBack(context, options.word)] as const),
      ),
    );
    const illness = await progress('waiting until the stack is whole again', () =>
      untilWhole(options.observers, context, patience.after),
    );
    return { found: new Map(found), illness, leftover: await sweep(stage) };
  } catch (error) {
    await sweep(stage);
    throw error;
  }
}

async function countAll(witnesses: readonly Witness[], context: DrillContext): Promise<readonly Count[]> {
  return (await Promise.all(witnesses.map((witness) => witness.count(context)))).flat();
}

/** On a clock of its own: Ctrl-C does not stop it. Says what could not be removed. */
async function sweep({ options, context }: Stage): Promise<string | undefined> {
  try {
    await sweepAll(options.parts, { ...context, signal: new AbortController().signal });
    return undefined;
  } catch (error) {
    return firstLineOf(error);
  }
}
