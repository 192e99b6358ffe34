import type { TierClaim } from '../component.ts';
import { StackError, type Diagnostic } from '../errors.ts';
import { floorOf, hostFor, reserveMiB, totalOf, type Demand, type Share } from './budget.ts';
import type { OwnedTier } from './demand.ts';
import type { PlannedHost } from './plan.ts';

/**
 * Nothing when the least of everything fits into the host.
 *
 * @throws StackError('no') otherwise: who needs what, largest first, and every single change that would make it fit.
 */
export function assertFits(host: PlannedHost, demand: Demand, tiers: readonly OwnedTier[]): void {
  const limits = floorOf(demand);
  const total = totalOf(demand, limits);
  const room = host.memoryMiB - reserveMiB(host.memoryMiB);
  if (total <= room) return;
  const reserve = `${String(reserveMiB(host.memoryMiB))} are the system's`;
  throw new StackError(
    'no',
    `the stack needs at least ${String(total)} MiB, a host of ${String(host.memoryMiB)} MiB has ${String(Math.max(0, room))} for it: ${reserve}`,
    {
      diagnostics: whoNeedsWhat(demand, limits),
      hint: `one of these is enough: ${changes(host, demand, tiers, total - room).join('; ')}`,
    },
  );
}

/** `kafka: 3 x 512 MiB = 1536 MiB`, and where a number is the spec's own. */
function whoNeedsWhat(demand: Demand, limits: ReadonlyMap<string, number>): Diagnostic[] {
  const rows = demand.shares
    .filter(({ kind, members }) => kind !== 'tool' && members > 0)
    .map((share) => ({ share, each: limits.get(share.tier) ?? 0 }))
    .sort((a, b) => b.each * b.share.members - a.each * a.share.members)
    .map(({ share, each }) => ({ place: share.tier, message: `${amount(share, each)}${remark(share)}` }));
  const jobs = demand.jobs.map(({ name, memoryMiB }) => ({
    place: name,
    message: `${String(memoryMiB)} MiB while it runs, instead of what runs once at the start`,
  }));
  return [...rows, ...jobs];
}

function amount({ members }: Share, each: number): string {
  if (members === 1) return `${String(each)} MiB`;
  return `${String(members)} x ${String(each)} MiB = ${String(members * each)} MiB`;
}

function remark({ own, kind }: Share): string {
  const whose = own === undefined ? '' : ', as the spec says';
  return kind === 'once' ? `${whose}, once at the start` : whose;
}

/** Each by itself makes it fit, the smallest that does. The host first: that is always possible on paper. */
function changes(
  host: PlannedHost,
  demand: Demand,
  tiers: readonly OwnedTier[],
  tooMuch: number,
): readonly string[] {
  const fits = (changed: Demand): boolean =>
    totalOf(changed, floorOf(changed)) <= host.memoryMiB - reserveMiB(host.memoryMiB);
  return [
    `host: ${hostFor(totalOf(demand, floorOf(demand)))}`.replace(/\d+$/, (mib) => inQuarters(Number(mib))),
    ...tiers.flatMap(({ component, tier }) => lowerOwn(component, tier, demand, tooMuch)),
    ...tiers.flatMap(({ component, tier }) => fewerMembers(component, tier, demand, fits)),
    ...leaveOut(demand, tiers, fits),
  ];
}

/** Rounded up to what a person would write: `4.25GiB`. */
function inQuarters(mib: number): string {
  return `${String(Math.ceil(mib / 256) / 4)}GiB`;
}

/** `redis.memory: at most 80MiB`, when lowering this one number is enough and not below what the tier needs. */
function lowerOwn(component: string, tier: TierClaim, demand: Demand, tooMuch: number): string[] {
  const share = shareOf(demand, tier);
  if (share.own === undefined || share.kind !== 'long' || share.members === 0) return [];
  const limit = share.own - Math.ceil(tooMuch / share.members);
  if (limit < share.least) return [];
  const own = tier.memory.own;
  if (own === undefined) return [`limits.${tier.name}: at most ${String(limit)}MiB`];
  const value = own.inSpec(limit);
  return value <= 0 ? [] : [`${[component, ...own.at].join('.')}: at most ${String(value)}MiB`];
}

/** `web.replicas: 2 instead of 9`. */
function fewerMembers(
  component: string,
  tier: TierClaim,
  demand: Demand,
  fits: (changed: Demand) => boolean,
): string[] {
  const { fewer } = tier;
  if (fewer === undefined) return [];
  const enough = fewer.counts.find((count) => {
    const members = tier.members.length - fewer.now + count;
    return fits(changeShare(demand, tier, (share) => ({ ...share, members })));
  });
  if (enough === undefined) return [];
  return [`${[component, ...fewer.at].join('.')}: ${String(enough)} instead of ${String(fewer.now)}`];
}

/** `kafka: false`, for each component that takes enough with it. */
function leaveOut(demand: Demand, tiers: readonly OwnedTier[], fits: (changed: Demand) => boolean): string[] {
  const keys = [...new Set(tiers.map(({ component }) => component))].filter((key) => key !== 'stack');
  return keys
    .filter((key) => {
      const gone = new Set(tiers.filter(({ component }) => component === key).map(({ tier }) => tier.name));
      return fits({ ...demand, shares: demand.shares.filter(({ tier }) => !gone.has(tier)) });
    })
    .map((key) => `${key}: false`);
}

function shareOf(demand: Demand, tier: TierClaim): Share {
  const share = demand.shares.find((one) => one.tier === tier.name);
  if (share === undefined) throw new Error(`${tier.name} is in no demand`);
  return share;
}

function changeShare(demand: Demand, tier: TierClaim, change: (share: Share) => Share): Demand {
  return {
    ...demand,
    shares: demand.shares.map((share) => (share.tier === tier.name ? change(share) : share)),
  };
}
