import { createHash } from 'node:crypto';

/** An IPv4 network as numbers: first address and prefix length. */
interface Cidr {
  readonly base: number;
  readonly bits: number;
}

/**
 * Subnets for a stack, the first one decided by its name alone, so that a team's files agree; the others for when
 * that is taken. All lie in 10.64.0.0/10: outside the engine's own default pools (172.16/12 and 192.168/16) and
 * outside the low 10.x networks that offices and VPNs like.
 */
export function* subnetCandidates(name: string): Generator<string> {
  for (let attempt = 0; attempt < 256; attempt += 1) {
    const hash = createHash('sha256')
      .update(`${name}:${String(attempt)}`)
      .digest();
    yield `10.${String(64 + (hash.readUInt8(0) % 64))}.${String(hash.readUInt8(1))}.0/24`;
  }
}

/** Whether two networks in CIDR form share an address. */
export function overlap(a: string, b: string): boolean {
  const [left, right] = [parseCidr(a), parseCidr(b)];
  if (left === undefined || right === undefined) return false;
  const bits = Math.min(left.bits, right.bits);
  return prefix(left.base, bits) === prefix(right.base, bits);
}

/** The address with this last octet in a /24: `hostAddress('10.70.3.0/24', 11)` is `10.70.3.11`. */
export function hostAddress(subnet: string, octet: number): string {
  return subnet.replace(/\.0\/24$/, `.${String(octet)}`);
}

/** The top quarter of the /24, for services that need no fixed address. */
export function dynamicRange(subnet: string): string {
  return `${hostAddress(subnet, 192)}/26`;
}

/** Fixed addresses end below the dynamic range. */
export const lastFixedOctet = 191;

function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  return { base: ((a * 256 + b) * 256 + c) * 256 + d, bits };
}

function prefix(base: number, bits: number): number {
  return Math.floor(base / 2 ** (32 - bits));
}
