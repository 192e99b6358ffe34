import type { Budget, PlannedHost, PlannedJob, ServiceKind } from './plan.ts';

/** What a tier asks for, and what the spec or {@link shareOut} says about it. All numbers are MiB of one member. */
export interface Share {
  readonly tier: string;
  readonly kind: ServiceKind;
  readonly members: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly weight: number;
  /** The spec's own number, which is neither raised nor lowered. */
  readonly own: number | undefined;
}

export interface Demand {
  readonly shares: readonly Share[];
  readonly jobs: readonly PlannedJob[];
}

/** A Debian host with dockerd, containerd and twenty shims, with some room for page cache; see docs/decisions.md. */
const systemMiB = 384;
/** A "4 GB" machine shows 3.8 GiB: firmware and the kernel take theirs first. */
export const tolerance = 0.05;

/** What of a host's memory is not the stack's, MiB. Grows slower than the host, so that a bigger host leaves more. */
export function reserveMiB(hostMiB: number): number {
  return systemMiB + Math.ceil(hostMiB * tolerance);
}

/** The smallest host, in whole MiB, whose memory holds so much besides the reserve. */
export function hostFor(totalMiB: number): number {
  let host = Math.floor((totalMiB + systemMiB) / (1 - tolerance));
  while (host - reserveMiB(host) < totalMiB) host++;
  return host;
}

/** A limit per tier: what the spec says, else the least. The starting point, and the whole answer when it does not fit. */
export function floorOf({ shares }: Demand): Map<string, number> {
  return new Map(shares.map((share) => [share.tier, share.own ?? share.least]));
}

/**
 * Shares a host's memory out: every tier its least (or the spec's own number), then step by step to whichever tier has
 * had least for its weight. Each step's receiver depends on the steps before it alone, and the first that does not fit
 * ends it all: a larger host goes further along the same row of steps, so it never gives a tier less (a divisor
 * method, D'Hondt's; shares of a remainder by size would not be monotone).
 *
 * The caller has made sure that the least of all fits.
 */
export function shareOut(host: PlannedHost, demand: Demand): Map<string, number> {
  const limits = floorOf(demand);
  const room = host.memoryMiB - reserveMiB(host.memoryMiB);
  let left = room - totalOf(demand, limits);
  for (;;) {
    const next = hungriest(demand.shares, limits);
    if (next === undefined) return limits;
    const cost = next.step * next.members;
    if (cost > left) return limits;
    left -= cost;
    limits.set(next.tier, (limits.get(next.tier) ?? 0) + next.step);
  }
}

/** The tier with the least growth per weight after its next step; the first named of equals. */
function hungriest(shares: readonly Share[], limits: ReadonlyMap<string, number>): Share | undefined {
  let best: { readonly share: Share; readonly quotient: number } | undefined;
  for (const share of shares) {
    const limit = limits.get(share.tier) ?? 0;
    if (!grows(share) || limit + share.step > share.most) continue;
    const quotient = (limit - share.least + share.step) / share.weight;
    if (best === undefined || quotient < best.quotient) best = { share, quotient };
  }
  return best?.share;
}

/** One-shots do not: what runs besides them at the start is counted by the larger of two sums, not in steps. */
function grows({ own, weight, kind, members }: Share): boolean {
  return own === undefined && weight > 0 && kind === 'long' && members > 0;
}

/** What may run at the same time, MiB: everything long, and the larger of all one-shots and the largest job. */
export function totalOf(demand: Demand, limits: ReadonlyMap<string, number>): number {
  const sumOf = (kind: ServiceKind): number =>
    demand.shares
      .filter((share) => share.kind === kind)
      .reduce((sum, { tier, members }) => sum + members * (limits.get(tier) ?? 0), 0);
  const jobMiB = Math.max(0, ...demand.jobs.map(({ memoryMiB }) => memoryMiB));
  return sumOf('long') + Math.max(sumOf('once'), jobMiB);
}

/** The same with its parts, for people. */
export function budgetOf(host: PlannedHost, demand: Demand, limits: ReadonlyMap<string, number>): Budget {
  const only = (kind: ServiceKind): number =>
    totalOf({ shares: demand.shares.filter((share) => share.kind === kind), jobs: [] }, limits);
  return {
    hostMiB: host.memoryMiB,
    reserveMiB: reserveMiB(host.memoryMiB),
    longMiB: only('long'),
    startMiB: only('once'),
    jobs: demand.jobs,
    totalMiB: totalOf(demand, limits),
  };
}
