import { unlessAborted } from '../abort.ts';
import type { Engine } from '../engine/engine.ts';
import { StackError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { Proof } from '../proof/proof.ts';
import { runProofs, type ProofResult } from '../proof/run.ts';
import { checkHost } from './doctor.ts';
import { buildMissing } from './images.ts';
import { interruptedWhile, type Phase } from './interrupted-up.ts';
import { assertNameIsOurs, type NamedStack } from './namesake.ts';
import type { Outcome } from './outcome.ts';
import { start } from './start.ts';
import { paint, seconds, type Progress } from './terminal.ts';

/** What `up` needs to know of the stack in the directory. */
export interface UpStack extends NamedStack {
  readonly proofs: readonly Proof[];
  readonly secret: (name: string) => string;
}

export interface UpDependencies {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Writes the bundle. */
  readonly generate: () => Promise<void>;
}

/** Where the time went: phase by phase, ms. */
type Timings = Partial<Record<Phase, number>>;

/**
 * Checks the host, writes the bundle, builds what is missing, starts, waits, and proves. Throws StackError: 'no'
 * when the host does not fit or the stack's name is not free (nothing was started then), 'engine', 'interrupted'.
 */
export async function up(stack: UpStack, dependencies: UpDependencies): Promise<Outcome> {
  const { engine, generate, signal, progress } = dependencies;
  const timings: Timings = {};
  const phase = timed(progress, timings, signal);
  const context = { plan: stack.plan, engine, secret: stack.secret, signal };
  await phase('checking the host', () => unlessAborted(signal, () => assertReady(stack, engine)));
  await phase('writing the bundle', generate);
  await phase('building images', (say) => buildMissing(engine, { directory: stack.directory, signal }, say));
  await phase('starting', (say) => start(engine, stack.plan, { directory: stack.directory, signal }, say));
  const proofs = await phase('proving', (say) =>
    runProofs(stack.proofs, context, {
      onResult: ({ title, proven }) => {
        say(`${proven ? 'proven' : 'NOT proven'}: ${title}`);
      },
    }),
  );
  return report(stack.plan, proofs, timings);
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
      throw signal.aborted ? interruptedWhile(phase) : error;
    }
  };
}

async function assertReady(stack: UpStack, engine: Engine): Promise<void> {
  // An engine that does not answer is its own failure (exit 3), not one check among others.
  await engine.info();
  await assertFits(stack.plan, engine);
  await assertNameIsOurs(stack, engine);
}

async function assertFits(plan: Plan, engine: Engine): Promise<void> {
  const failed = (await checkHost(plan, engine)).filter(({ verdict }) => verdict === 'fail');
  if (failed.length === 0) return;
  throw new StackError('no', 'this host does not fit the stack; nothing was started', {
    diagnostics: failed.map(({ what, needed, found, fix }) => ({
      place: what,
      message: `needed is ${needed}, found: ${found}`,
      ...(fix === undefined ? {} : { hint: fix }),
    })),
    hint: 'mend it, then holdfast up; holdfast doctor shows every check',
  });
}

function report(plan: Plan, proofs: readonly ProofResult[], timings: Timings): Outcome {
  const total = Object.values(timings).reduce((sum, one) => sum + one, 0);
  const good = proofs.every(({ proven }) => proven);
  const endpoints = [...plan.ports].map(([id, port]) => ({ id, address: `127.0.0.1:${String(port)}` }));
  const lines = [
    ...proofs.flatMap(renderProof),
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
  return { good, data: { name: plan.name, proofs, timings, total, endpoints }, lines };
}

function renderProof({ title, proven, seen, hint, milliseconds }: ProofResult): readonly string[] {
  const verdict = proven ? paint('green', 'proven') : paint('red', 'NOT proven');
  const line = `${verdict}  ${title}: ${seen} (${seconds(milliseconds)})`;
  return hint === undefined ? [line] : [line, `  hint: ${hint}`];
}
