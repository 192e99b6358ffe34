import { newestImages } from './images.ts';
import type { Outcome } from './outcome.ts';
import { up, type UpDependencies, type UpStack } from './up.ts';

export interface UpgradeDependencies extends UpDependencies {
  /** A line for whoever runs it, beside the progress. */
  readonly note: (line: string) => void;
  /** Installs every package anew, also on a base image that is the same. */
  readonly anew: boolean;
}

/**
 * `up` with the newest images there are instead of those that are here. What they change is restarted one node of a
 * tier at a time; where they are the same as before, nothing is. Throws as `up` does.
 */
export async function upgrade(
  stack: UpStack,
  { note, anew, ...dependencies }: UpgradeDependencies,
): Promise<Outcome> {
  const outcome = await up(stack, { ...dependencies, images: newestImages(anew, note) });
  const { rolled } = outcome.data as { readonly rolled: readonly unknown[] };
  const same = 'every image is the newest that can be had here; nothing was restarted';
  return rolled.length > 0 ? outcome : { ...outcome, lines: [same, '', ...outcome.lines] };
}
