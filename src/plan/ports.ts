import type { PortClaim } from '../component.ts';
import { StackError } from '../errors.ts';

/** A busy group moves up in steps that keep its row together and its numbers recognisable. */
const step = 100;
const attempts = 20;

/** Every host port that might be chosen for a claim not settled yet: what a probe has to look at. */
export function candidatePorts(
  claims: readonly PortClaim[],
  settled: Readonly<Record<string, number>>,
): number[] {
  return claims
    .filter((claim) => !claim.fixed && settled[claim.id] === undefined)
    .flatMap((claim) => shifts().map((shift) => claim.preferred + shift));
}

/**
 * Gives each claim its host port. One the spec names keeps its number; one settled before keeps that; the rest take
 * their preferred number, or move as a group by hundreds until no member is taken. Only ports that may move are
 * returned: the spec itself remembers the others.
 *
 * @throws StackError('no') when every candidate of a group is taken.
 */
export function settlePorts(
  claims: readonly PortClaim[],
  settled: Readonly<Record<string, number>>,
  busy: ReadonlySet<number>,
): Record<string, number> {
  const movable = claims.filter((claim) => !claim.fixed);
  const taken = new Set(claims.filter((claim) => claim.fixed).map((claim) => claim.preferred));
  const result: Record<string, number> = { ...settled };
  for (const members of groups(movable)) {
    const known = members.find((claim) => settled[claim.id] !== undefined);
    const shift =
      known === undefined ? freeShift(members, taken, busy) : (settled[known.id] ?? 0) - known.preferred;
    for (const claim of members) {
      const port = settled[claim.id] ?? claim.preferred + shift;
      result[claim.id] = port;
      taken.add(port);
    }
  }
  return result;
}

function freeShift(
  members: readonly PortClaim[],
  taken: ReadonlySet<number>,
  busy: ReadonlySet<number>,
): number {
  const free = shifts().find((shift) =>
    members.every((claim) => !taken.has(claim.preferred + shift) && !busy.has(claim.preferred + shift)),
  );
  if (free !== undefined) return free;
  const first = members[0]?.preferred ?? 0;
  throw new StackError(
    'no',
    `no free host ports for ${members[0]?.group ?? 'a group'} near ${String(first)}`,
    {
      hint: 'name the ports in stack.yaml, or stop what listens there',
    },
  );
}

function groups(claims: readonly PortClaim[]): PortClaim[][] {
  const byName = new Map<string, PortClaim[]>();
  for (const claim of claims) byName.set(claim.group, [...(byName.get(claim.group) ?? []), claim]);
  return [...byName.values()];
}

function shifts(): number[] {
  return Array.from({ length: attempts }, (_, index) => index * step);
}
