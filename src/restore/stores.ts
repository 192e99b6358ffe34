import type { Manifest } from '../backup/manifest.ts';
import { StackError } from '../errors.ts';

/** A store that a restore can bring back. */
export type Store = 'redis' | 'kafka';

export const restorable: readonly Store[] = ['redis', 'kafka'];

/**
 * The stores to restore: those that the backup holds, the stack has, and `only` names.
 *
 * @throws StackError `usage` for a name that is none, `no` when nothing is left
 */
export function storesToRestore(
  { id, redis, kafka }: Pick<Manifest, 'id' | 'redis' | 'kafka'>,
  inStack: ReadonlySet<string>,
  only: string | undefined,
): readonly Store[] {
  const wanted = restorable.filter((store) => only === undefined || store === only);
  if (wanted.length === 0)
    throw new StackError('usage', `there is no store '${only ?? ''}' to restore`, {
      hint: `it can be: ${restorable.join(', ')}`,
    });
  const held: Readonly<Record<Store, unknown>> = { redis, kafka };
  const found = wanted.filter((store) => held[store] !== undefined && inStack.has(store));
  if (found.length > 0) return found;
  throw new StackError(
    'no',
    `the backup ${id} has nothing of ${wanted.join(' or ')} that this stack could take`,
    {
      hint: 'holdfast backups shows what each holds',
    },
  );
}
