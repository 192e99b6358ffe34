import type { Engine } from '../engine/engine.ts';
import { StackError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { Proof } from '../proof/proof.ts';
import { runProofs, type ProofResult } from '../proof/run.ts';
import { checkHost } from './doctor.ts';
import { buildMissing } from './images.ts';
import { unlessInterrupted } from './interrupt.ts';
import type { Outcome } from './outcome.ts';
import { start } from './start.ts';
import { paint, seconds, type Progress } from './terminal.ts';

/** What `up` needs to know of the stack in the directory. */
export interface UpStack {
  readonly directory: string;
  readonly plan: Plan;
  readonly proofs: readonly Proof[];
  readonly secret: (name: string) => string;
  /** True when there was no identity before this run. */
  readonly identityIsNew: boolean;
}

export interface UpDependencies {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Writes the bundle. */
  readonly generate: () => Promise<void>;
}

/** Where the time went: phase by phase, ms. */
type Timings = Record<string, number>;

/**
 * Checks the host, writes the bundle, builds what is missing, starts, waits, and proves. Throws StackError: 'no'
 * when the host does not fit or volumes have lost their identity (nothing was started then), 'engine', 'interrupted'.
 */
export async function up(stack: UpStack, dependencies: UpDependencies): Promise<Outcome> {
  const { engine, generate, signal, progress } = dependencies;
  const timings: Timings = {};
  const phase = timed(progress, timings, signal);
  const context = { plan: stack.plan, engine, secret: stack.secret, signal };
  await phase('checking the host', () => unlessInterrupted(signal, () => assertReady(stack, engine)));
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

function timed(progress: Progress, timings: Timings, signal: AbortSignal): Progress {
  return async (title, work) => {
    signal.throwIfAborted();
    const started = performance.now();
    const result = await progress(title, work);
    timings[title] = Math.round(performance.now() - started);
    return result;
  };
}

async function assertReady(stack: UpStack, engine: Engine): Promise<void> {
  // An engine that does not answer is its own failure (exit 3), not one check among others.
  await engine.info();
  await assertFits(stack.plan, engine);
  await assertIdentity(stack, engine);
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

/** Data under new secrets and a new cluster id cannot be opened, and a fresh start would write over it. */
async function assertIdentity({ plan, identityIsNew }: UpStack, engine: Engine): Promise<void> {
  if (!identityIsNew) return;
  const volumes = await engine.volumes(plan.name);
  if (volumes.length === 0) return;
  throw new StackError(
    'no',
    `volumes of '${plan.name}' exist, but their identity (stack/.local) is gone; nothing was started`,
    {
      diagnostics: volumes.map((place) => ({ place, message: 'holds data of an earlier run' })),
      hint: `put stack/.local back from a copy, or take another name in stack.yaml; to give the data up: holdfast down --volumes --yes ${plan.name}`,
    },
  );
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
