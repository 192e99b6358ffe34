import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstLineOf, StackError } from '../../errors.ts';
import { packageRoot } from '../../package-root.ts';
import type { DrillContext, DrillPart } from '../drill.ts';
import type { Verdict } from '../verdict.ts';
import type { Inside } from './inside.ts';
import { Prober } from './prober.ts';

/** What came of the wish to probe from inside. */
export interface Opened {
  /** Undefined where it could not be: the drill goes on without. */
  readonly inside: Inside | undefined;
  /** What is counted of its cost begins now. */
  readonly settled: () => void;
  /** How it went, for the report. Nothing is judged by it. */
  readonly verdict: () => Verdict;
  readonly close: () => Promise<void>;
}

const claim = "fresh connections from inside the stack's network, beside those from the host";

/** When it was asked for, and the history's clock. */
interface Occasion {
  readonly word: string;
  readonly now: () => number;
  /** The program's text; the one that was built unless said. */
  readonly program?: string;
}

/**
 * Starts the prober in a container of an image that the stack has already. A stack without one, and an engine that does
 * not start it, are told of in the report and keep no drill from being run.
 *
 * @throws the signal's reason when that fires
 */
export async function openInside(
  parts: readonly DrillPart[],
  context: DrillContext,
  { word, now, program }: Occasion,
): Promise<Opened> {
  const { engine, plan, signal } = context;
  try {
    const { image, service } = await imageWithNode(parts, context);
    const prober = await Prober.start(
      engine,
      {
        stack: plan.name,
        word,
        network: plan.network.name,
        image,
        program: program ?? readFileSync(join(packageRoot(), 'dist/prober.mjs'), 'utf8'),
        now,
      },
      signal,
    );
    return {
      inside: prober,
      settled: () => {
        prober.settled();
      },
      verdict: () => ({
        claim,
        good: true,
        counted: true,
        seen: `by a container of ${service}'s image; ${prober.seen}`,
      }),
      close: () => prober.close(),
    };
  } catch (error) {
    signal.throwIfAborted();
    return without(firstLineOf(error));
  }
}

function without(why: string): Opened {
  return {
    inside: undefined,
    settled: () => undefined,
    verdict: () => ({ claim, good: true, counted: true, seen: `none: ${why}` }),
    close: () => Promise.resolve(),
  };
}

/** @throws StackError('no') where the stack has none */
async function imageWithNode(
  parts: readonly DrillPart[],
  { engine, plan }: DrillContext,
): Promise<{ readonly image: string; readonly service: string }> {
  const containers = await engine.containers(plan.name);
  for (const service of parts.flatMap(({ withNode = [] }) => withNode)) {
    const image = containers.get(service)?.image;
    if (image !== undefined) return { image, service };
  }
  throw new StackError(
    'no',
    'no service of this stack has an image of ours with Node in it; the demo app and backup have',
  );
}
