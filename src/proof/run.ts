import { withinLimit } from '../abort.ts';
import { firstLineOf, StackError } from '../errors.ts';
import type { Proof, ProofContext } from './proof.ts';

/** What came of one proof. Failing is data: one missing proof must not hide the others. */
export interface ProofResult {
  readonly title: string;
  readonly proven: boolean;
  /** What was seen; or, when not proven, what was not. */
  readonly seen: string;
  readonly hint: string | undefined;
  readonly milliseconds: number;
}

export interface ProofRun {
  /** For one proof, ms: long enough for one failover at the slowest profile. */
  readonly limit?: number;
  readonly onResult?: (result: ProofResult) => void;
}

/** 20 s: a client that starts just as a node changes its role still finds the new one. */
const standardLimit = 20_000;

/**
 * Runs all proofs side by side: they wait for the network, not for each other, and none touches what another
 * reads. Results come in the order of the proofs. Throws only when the user interrupts.
 */
export async function runProofs(
  proofs: readonly Proof[],
  context: ProofContext,
  { limit = standardLimit, onResult }: ProofRun = {},
): Promise<readonly ProofResult[]> {
  const results = await Promise.all(
    proofs.map(async (proof) => {
      const result = await runOne(proof, context, limit);
      // What the user broke off is not shown as unproven.
      if (!context.signal.aborted) onResult?.(result);
      return result;
    }),
  );
  context.signal.throwIfAborted();
  return results;
}

async function runOne(proof: Proof, context: ProofContext, limit: number): Promise<ProofResult> {
  const started = performance.now();
  const finish = (outcome: Pick<ProofResult, 'proven' | 'seen' | 'hint'>): ProofResult => ({
    title: proof.title,
    ...outcome,
    milliseconds: Math.round(performance.now() - started),
  });
  try {
    const { seen } = await withinLimit(context.signal, limit, tooLong(limit), (signal) =>
      proof.run({ ...context, signal }),
    );
    return finish({ proven: true, seen, hint: undefined });
  } catch (error) {
    const hint = error instanceof StackError ? error.hint : undefined;
    return finish({ proven: false, seen: firstLineOf(error), hint });
  }
}

function tooLong(limit: number): StackError {
  return new StackError('no', `nothing seen within ${String(limit / 1000)} s`, {
    hint: 'holdfast status shows which service is not well',
  });
}
