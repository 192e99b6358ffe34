import type { Value } from './value.ts';

/** More than this many values, aliases counted each time they are used, is no Compose file but a bomb. */
const most = 200_000;

/** Deeper than this, aliases followed, nothing can be walked. */
const deepest = 200;

interface Extent {
  readonly size: number;
  readonly depth: number;
}

/** Whether a value, aliases written out, is small enough to be walked. Each shared part is measured once. */
export function isBounded(value: Value): boolean {
  try {
    const { size, depth } = measure(value, new Map());
    return size <= most && depth <= deepest;
  } catch {
    // Aliases of aliases can be nested as deeply as the file is long.
    return false;
  }
}

function measure(value: Value, known: Map<Value, Extent>): Extent {
  const before = known.get(value);
  if (before !== undefined) return before;
  let size = 1;
  let depth = 0;
  for (const child of childrenOf(value)) {
    const inner = measure(child, known);
    size += inner.size;
    depth = Math.max(depth, inner.depth);
  }
  const extent = { size, depth: depth + 1 };
  known.set(value, extent);
  return extent;
}

function childrenOf(value: Value): readonly Value[] {
  if (value.kind === 'scalar') return [];
  return value.kind === 'list' ? value.items : [...value.entries.values()].map((entry) => entry.value);
}
