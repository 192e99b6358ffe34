import type { TierClaim } from '../component.ts';
import type { Demand, Share } from './budget.ts';
import type { Claimed } from './claims.ts';
import { exactly, tinyMiB } from './needs.ts';

/** The service that waits for all others; see the bundle's renderer. */
export const gateService = 'stack-ready';

/** A tier, and whose it is. */
export interface OwnedTier {
  /** Key of the component; `stack` for the gate. */
  readonly component: string;
  readonly tier: TierClaim;
}

/** Every tier in the order of the registry, and the gate, which belongs to no component. */
export function tiersOf(claimed: readonly Claimed[]): readonly OwnedTier[] {
  const owned = claimed.flatMap(({ component, claim }) =>
    claim.tiers.map((tier) => ({ component: component.key, tier })),
  );
  return [...owned, { component: 'stack', tier: gate }];
}

const gate: TierClaim = {
  name: gateService,
  kind: 'long',
  trust: 'ours',
  memory: exactly(tinyMiB),
  cpuShares: 512,
  pids: 8,
  members: [{ name: gateService, role: 'gate' }],
  because: () => 'sleeps; that it runs shows that all the others are ready',
};

/** What the budget has to serve: the tiers with the spec's own numbers, and the jobs. */
export function demandOf(claimed: readonly Claimed[], limits: ReadonlyMap<string, number>): Demand {
  return {
    shares: tiersOf(claimed).map(({ tier }) => shareOf(tier, limits.get(tier.name))),
    jobs: claimed.flatMap(({ claim }) => claim.jobs ?? []),
  };
}

function shareOf({ name, kind, members, memory }: TierClaim, limit: number | undefined): Share {
  const { least, most, step, weight, own } = memory;
  return {
    tier: name,
    kind,
    members: members.length,
    least,
    most,
    step,
    weight,
    own: limit ?? own?.limitMiB,
  };
}
