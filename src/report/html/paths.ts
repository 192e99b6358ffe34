import { place } from './scale.ts';

/** Steps as SVG paths: one unit to the right for each. Equal neighbours become one line. */

/** Along the upper edges. */
export function outline(upper: readonly number[]): string {
  return upper.length === 0 ? '' : along(upper, 'M0 ', 0, upper.length);
}

/** Filled between an upper and a lower edge; nothing where they are the same. */
export function area(upper: readonly number[], lower: number | readonly number[]): string {
  const below = (index: number) => (typeof lower === 'number' ? lower : (lower[index] ?? 0));
  let path = '';
  for (let start = 0; start < upper.length;) {
    let end = start;
    while (end < upper.length && upper[end] !== below(end) && below(end) === below(start)) end++;
    if (end > start)
      path += `${along(upper, `M${String(start)} ${place(below(start))}V`, start, end)}V${place(below(start))}Z`;
    start = Math.max(end, start + 1);
  }
  return path;
}

function along(upper: readonly number[], before: string, start: number, end: number): string {
  let path = before;
  for (let index = start; index < end; index++) {
    const [value = 0, next] = [upper[index], index + 1 < end ? upper[index + 1] : undefined];
    if (index === start) path += place(value);
    if (next === value) continue;
    path += `H${String(index + 1)}${next === undefined ? '' : `V${place(next)}`}`;
  }
  return path;
}
