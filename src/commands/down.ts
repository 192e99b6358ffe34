import type { Engine } from '../engine/engine.ts';
import { StackError } from '../errors.ts';
import type { Outcome } from './outcome.ts';

export interface DownOptions {
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Present only with `--volumes`. */
  readonly volumes?: {
    readonly stack: string;
    /** The name the user typed, at the prompt or after `--yes`. */
    readonly typed: string | undefined;
  };
}

/**
 * Stops the project. Volumes stay, unless `--volumes` was given and the stack's name typed; then the stack's own
 * go, found by label: `docker compose down --volumes` would take those of the user's other services too.
 */
export async function down(options: DownOptions, engine: Engine): Promise<Outcome> {
  const { directory, signal, volumes } = options;
  if (volumes && volumes.typed !== volumes.stack) throw notTyped(volumes.stack);
  await engine.compose(['down'], { directory, signal });
  if (!volumes) return outcome([], ['stopped; every volume is kept']);
  const removed = await engine.volumes(volumes.stack);
  await engine.removeVolumes(removed);
  return outcome(removed, [`stopped; removed ${removed.length === 0 ? 'no volume' : removed.join(', ')}`]);
}

function outcome(removedVolumes: readonly string[], lines: readonly string[]): Outcome {
  return { good: true, data: { removedVolumes }, lines };
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
