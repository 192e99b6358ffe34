import type { Engine } from '../engine/engine.ts';
import { StackError } from '../errors.ts';
import { forgetRestoring } from './backup/restoring-file.ts';
import { forgetDisaster } from './drill/wounds-file.ts';
import type { Outcome } from './outcome.ts';
import type { Ask, Progress } from './terminal.ts';

export interface DownOptions {
  readonly directory: string;
  readonly stack: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Present only with `--volumes`. */
  readonly volumes?: {
    /** The name given with `--yes`. */
    readonly typed: string | undefined;
    /** How to ask for it instead; undefined where nobody can be asked. */
    readonly ask: Ask | undefined;
  };
}

/**
 * Stops the project. Volumes stay, unless `--volumes` was given and the stack's name typed; then the stack's own
 * go, found by label: `docker compose down --volumes` would take those of the user's other services too.
 * Throws StackError('usage') when the name was not typed, before anything is stopped.
 */
export async function down(options: DownOptions, engine: Engine): Promise<Outcome> {
  const { directory, signal, progress, volumes, stack } = options;
  if (volumes) await assertTyped(options, engine);
  await progress('stopping', async () => {
    // One that a killed drill left would keep the network.
    await engine.removeCompanions(stack);
    await engine.compose(['down'], { directory, signal });
  });
  if (!volumes) return outcome([], ['stopped; every volume is kept']);
  const removed = await engine.volumes(stack);
  await engine.removeVolumes(removed);
  // The backup that a disaster could be undone with is gone as well.
  forgetDisaster(directory);
  forgetRestoring(directory);
  return outcome(removed, [`stopped; removed ${removed.length === 0 ? 'no volume' : removed.join(', ')}`]);
}

function outcome(removedVolumes: readonly string[], lines: readonly string[]): Outcome {
  return { good: true, data: { removedVolumes }, lines };
}

async function assertTyped({ stack, signal, volumes }: DownOptions, engine: Engine): Promise<void> {
  const typed = volumes?.typed ?? (await askFor(stack, volumes?.ask, engine, signal));
  if (typed?.trim() !== stack) throw notTyped(stack);
}

/** Shows what would go before it asks: a name typed without looking is no consent. */
async function askFor(
  stack: string,
  ask: Ask | undefined,
  engine: Engine,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!ask) return undefined;
  return ask(question(stack, await engine.volumes(stack)), signal);
}

/** What a person is asked before data is removed. */
export function question(stack: string, volumes: readonly string[]): string {
  const going = volumes.length === 0 ? ['  (there is none now)'] : volumes.map((volume) => `  ${volume}`);
  return [
    `These volumes of '${stack}' will be removed, with all that is in them:`,
    ...going,
    "Type the stack's name to remove them: ",
  ].join('\n');
}

function notTyped(stack: string): StackError {
  return new StackError(
    'usage',
    `the volumes of '${stack}' hold its data; its name was not typed, so nothing was done`,
    {
      hint: `holdfast down --volumes --yes ${stack}`,
    },
  );
}
