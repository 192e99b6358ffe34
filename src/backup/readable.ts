import { StackError } from '../errors.ts';
import type { Manifest } from './manifest.ts';

/** How backups are laid out that this version writes; the only layout so far, and so the only one it reads. */
export const layout = 1;

/**
 * What was unpacked, if this version knows how to read it. A later layout may say the same things elsewhere: to restore half
 * of what it means would be worse than nothing.
 *
 * @param value manifest.json as it stands in the backup; undefined where there is none, or no JSON
 * @throws StackError `no`, before anything was replaced
 */
export function readable(value: unknown, id: string): Manifest {
  const version = versionOf(value);
  if (version === layout) return value as Manifest;
  if (version === undefined)
    throw new StackError('no', `the backup ${id} has no readable manifest`, {
      hint: 'holdfast backups lists the others',
    });
  throw new StackError(
    'no',
    `the backup ${id} was made by a newer holdfast (layout ${String(version)}, this one reads ${String(layout)})`,
    { hint: 'restore it with the version that made it, or a later one' },
  );
}

function versionOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || !('version' in value)) return undefined;
  return typeof value.version === 'number' ? value.version : undefined;
}
