/**
 * Node's own slices, which are on every Buffer but not in its types. `toString` ends in these after looking at its
 * arguments, which costs as much as the slice itself when a string is short.
 */
interface Sliceable {
  latin1Slice(from: number, to: number): string;
  utf8Slice(from: number, to: number): string;
}

/** Bytes as the characters of the same numbers. */
export function latin1(bytes: Buffer, from: number, to: number): string {
  return (bytes as Buffer & Sliceable).latin1Slice(from, to);
}

export function utf8(bytes: Buffer, from: number, to: number): string {
  return (bytes as Buffer & Sliceable).utf8Slice(from, to);
}
