/** An IPv4 range as two numbers, both ends included. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** True when two IPv4 ranges in CIDR form share an address. Text that is no such range overlaps nothing. */
export function overlaps(a: string, b: string): boolean {
  const [left, right] = [rangeOf(a), rangeOf(b)];
  return left !== undefined && right !== undefined && left.first <= right.last && right.first <= left.last;
}

function rangeOf(cidr: string): Range | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  if (!match) return undefined;
  const [a, b, c, d, bits] = match.slice(1).map(Number) as [number, number, number, number, number];
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}
