import type { Value } from './value.ts';

/** More than this many values, aliases counted each time they are used, is no Compose file but a bomb. */
const most = 200_000;

/** Whether a value, aliases written out, is small enough to be walked. Each shared part is measured once. */
export function isBounded(value: Value): boolean {
  return sizeOf(value, new Map()) <= most;
}

function sizeOf(value: Value, known: Map<Value, number>): number {
  const before = known.get(value);
  if (before !== undefined) return before;
  const children =
    value.kind === 'scalar'
      ? []
      : value.kind === 'list'
        ? value.items
        : [...value.entries.values()].map((entry) => entry.value);
  const size = children.reduce((sum, child) => sum + sizeOf(child, known), 1);
  known.set(value, size);
  return size;
}
