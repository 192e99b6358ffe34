import { StackError } from '../../../errors.ts';
import type { RedisLoaded } from '../../manifest.ts';

export interface Counted {
  readonly keys: number;
  readonly expires: number;
}

/**
 * What is loaded against what was saved. Keys with an expiry may have gone meanwhile; all others must be there, and no
 * more. The digest counts where nothing has gone.
 *
 * @throws StackError `no` with both numbers
 */
export function assertSame(
  saved: Counted,
  loaded: Counted,
  digests?: readonly [saved: string, loaded: string],
): void {
  const lasting = ({ keys, expires }: Counted): number => keys - expires;
  if (lasting(saved) !== lasting(loaded) || loaded.keys > saved.keys) {
    throw new StackError('no', `Redis holds ${told(loaded)} after loading, the backup ${told(saved)}`, {
      hint: 'this backup is not to be trusted; holdfast backups lists the others',
    });
  }
  if (digests === undefined || saved.keys !== loaded.keys || digests[0] === digests[1]) return;
  throw new StackError('no', 'Redis holds as many keys as the backup, but not the same contents', {
    diagnostics: digests.map((message) => ({ message })),
    hint: 'this backup is not to be trusted; holdfast backups lists the others',
  });
}

function told({ keys, expires }: Counted): string {
  return `${String(keys)} keys, ${String(expires)} of them with an expiry`;
}

/** Both digests, where there are two. */
export function digestsOf(
  saved: RedisLoaded | undefined,
  loaded: RedisLoaded,
): readonly [string, string] | undefined {
  return saved === undefined ? undefined : [saved.digest, loaded.digest];
}
