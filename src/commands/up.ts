import { unlessAborted } from '../abort.ts';
import type { Engine } from '../engine/engine.ts';
import { StackError } from '../errors.ts';
import type { Check } from '../host/check.ts';
import type { Plan } from '../plan/plan.ts';
import type { Proof } from '../proof/proof.ts';
import { runProofs, type ProofResult } from '../proof/run.ts';
import { assertNoneRestoring } from './backup/restoring-file.ts';
import { checkHost } from './doctor.ts';
import { assertRestored } from './drill/wounds-file.ts';
import { buildMissing } from './images.ts';
import { interruptedWhile, type Phase } from './interrupted-up.ts';
import { assertNameIsOurs, type NamedStack } from './namesake.ts';
import type { Rolled } from '../roll/run.ts';
import { readProject } from '../roll/wanted.ts';
import type { Rolling } from '../roll/whole.ts';
import type { Outcome } from './outcome.ts';
import { assertChangeable, renderRolled, rollChanges } from './rolling.ts';
import { start } from './start.ts';
import { paint, seconds, type Progress } from './terminal.ts';

/** What `up` needs to know of the stack in the directory. */
export interface UpStack extends NamedStack {
  readonly proofs: readonly Proof[];
  readonly secret: (name: string) => string;
  /** How its components are restarted while they are in use; asked for only when they run. */
  readonly rollings: () => Promise<readonly Rolling[]>;
}

export interface UpDependencies {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Writes the bundle. */
  readonly generate: () => Promise<void>;
  /** Goes on although the host does not fit; the outcome says in what. */
  readonly force?: boolean;
  /** Makes the images; without it, those that are missing are built. */
  readonly images?: typeof buildMissing;
}

/** Where the time went: phase by phase, ms. */
type Timings = Partial<Record<Phase, number>>;

/**
 * Checks the host, writes the bundle, builds what is missing, starts or, where it runs, restarts what has changed one
 * node of a tier at a time, waits, and proves. Throws StackError: 'no' when the host does not fit and that is not forced,
 * the stack's name is not free, a drill or a restore that was broken off has left it without data, or it runs and cannot take the change (nothing was changed
 * then), or when a tier is not whole; 'engine', 'interrupted'.
 */
export async function up(stack: UpStack, dependencies: UpDependencies): Promise<Outcome> {
  const { engine, generate, signal, progress, force = false, images = buildMissing } = dependencies;
  const timings: Timings = {};
  const phase = timed(progress, timings, signal);
  const { plan, directory, rollings } = stack;
  const context = { plan, engine, directory, secret: stack.secret, signal };
  const forced = await phase('checking the host', () =>
    unlessAborted(signal, async () => {
      // It would come up empty, and be taken for the stack that it was.
      if (!force) {
        assertRestored(directory);
        assertNoneRestoring(directory);
      }
      const accepted = await assertReady(stack, engine, force);
      await assertChangeable(context, rollings);
      return accepted;
    }),
  );
  await phase('writing the bundle', generate);
  const project = await phase('building images', async (say) => {
    const read = await readProject(engine, { directory, signal });
    await images(engine, read.config, { directory, signal }, say);
    return read;
  });
  const rolled = await phase('starting', async (say) => {
    const restarted = await rollChanges(project, context, rollings, say);
    await start(engine, plan, { directory, signal }, say);
    return restarted;
  });
  const proofs = await phase('proving', (say) =>
    runProofs(stack.proofs, context, {
      onResult: ({ title, proven }) => {
        say(`${proven ? 'proven' : 'NOT proven'}: ${title}`);
      },
    }),
  );
  return report(plan, proofs, timings, { forced, rolled });
}

/** Runs a step, takes its time, and tells in which state an interruption leaves things. */
function timed(progress: Progress, timings: Timings, signal: AbortSignal) {
  return async <T>(phase: Phase, work: (say: (text: string) => void) => Promise<T>): Promise<T> => {
    const started = performance.now();
    try {
      signal.throwIfAborted();
      const result = await progress(phase, work);
      timings[phase] = Math.round(performance.now() - started);
      return result;
    } catch (error) {
      throw signal.aborted ? interruptedWhile(phase, error) : error;
    }
  };
}

/** The checks of the host that failed and were forced: none, unless `force` is set. */
async function assertReady(stack: UpStack, engine: Engine, force: boolean): Promise<readonly Check[]> {
  // An engine that does not answer is its own failure (exit 3), not one check among others.
  await engine.info();
  const failed = (await checkHost(stack.plan, engine)).filter(({ verdict }) => verdict === 'fail');
  if (!force) assertFits(failed);
  await assertNameIsOurs(stack, engine);
  return failed;
}

function assertFits(failed: readonly Check[]): void {
  if (failed.length === 0) return;
  throw new StackError('no', 'this host does not fit the stack; nothing was started', {
    diagnostics: failed.map(({ what, needed, found, fix }) => ({
      place: what,
      message: `needed is ${needed}, found: ${found}`,
      ...(fix === undefined ? {} : { hint: fix }),
    })),
    hint: 'mend it, then holdfast up; holdfast doctor shows every check, holdfast up --force goes on all the same',
  });
}

function report(
  plan: Plan,
  proofs: readonly ProofResult[],
  timings: Timings,
  { forced, rolled }: { readonly forced: readonly Check[]; readonly rolled: readonly Rolled[] },
): Outcome {
  const total = Object.values(timings).reduce((sum, one) => sum + one, 0);
  const good = proofs.every(({ proven }) => proven);
  const endpoints = [...plan.ports].map(([id, port]) => ({ id, address: `127.0.0.1:${String(port)}` }));
  const lines = [
    ...renderRolled(rolled),
    ...proofs.flatMap(renderProof),
    ...forced.map(renderForced),
    '',
    `up in ${seconds(total)}: ${Object.entries(timings)
      .map(([title, ms]) => `${title} ${seconds(ms)}`)
      .join(', ')}`,
    '',
    ...endpoints.map(
      ({ id, address }) => `${id.padEnd(16)} ${id === 'nginx' ? `http://${address}/` : address}`,
    ),
    '',
    good
      ? 'next: holdfast status, settings for clients in stack/clients/, holdfast down'
      : 'not everything is proven; holdfast status says more',
  ];
  return { good, data: { name: plan.name, rolled, proofs, forced, timings, total, endpoints }, lines };
}

/** What was promised for a host that this one is not. */
function renderForced({ what, needed, found }: Check): string {
  return `${paint('red', 'forced')}  ${what}: needed is ${needed}, found: ${found}; no promise holds for this host`;
}

function renderProof({ title, proven, seen, hint, milliseconds }: ProofResult): readonly string[] {
  const verdict = proven ? paint('green', 'proven') : paint('red', 'NOT proven');
  const line = `${verdict}  ${title}: ${seen} (${seconds(milliseconds)})`;
  return hint === undefined ? [line] : [line, `  hint: ${hint}`];
}
