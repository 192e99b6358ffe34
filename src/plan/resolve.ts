import type { Component, MemberClaim, PortClaim } from '../component.ts';
import { StackError } from '../errors.ts';
import type { Spec } from '../spec/spec.ts';
import { dynamicRange, hostAddress, lastFixedOctet, subnetCandidates } from './addresses.ts';
import { budgetOf, shareOut } from './budget.ts';
import { claimsOf, type Claimed } from './claims.ts';
import { demandOf, tiersOf, type OwnedTier } from './demand.ts';
import { assertFits } from './fits.ts';
import type { Identity } from './identity.ts';
import type { Decision, Plan, PlannedNetwork, PlannedService } from './plan.ts';

/**
 * Makes every decision: Spec and Identity in, Plan out. Pure; the same input gives the same plan.
 *
 * @throws StackError('usage') when two things of the spec want the same port or service name.
 * @throws StackError('no') when the stack does not fit its host.
 */
export function resolve(spec: Spec, components: readonly Component[], identity: Identity): Plan {
  const claimed = claimsOf(spec, components);
  const tiers = tiersOf(claimed);
  const demand = demandOf(claimed, spec.limits);
  assertFits(spec.host, demand, tiers);
  const limits = shareOut(spec.host, demand);
  const network = planNetwork(spec, identity);
  const ports = planPorts(claimed, identity);
  return {
    name: spec.name,
    host: spec.host,
    failover: spec.failover,
    publish: spec.publish,
    network,
    services: planServices(tiers, limits, network),
    budget: budgetOf(spec.host, demand, limits),
    ports,
    secrets: claimed.flatMap(({ claim }) => (claim.secrets ?? []).map((secret) => secret.name)),
    images: spec.images,
    decisions: decisionsOf(spec.name, claimed, limits, network, ports),
    warnings: [],
  };
}

function planNetwork(spec: Spec, identity: Identity): PlannedNetwork {
  return {
    name: `${spec.name}-net`,
    subnet: identity.subnet,
    gateway: hostAddress(identity.subnet, 1),
    dynamicRange: dynamicRange(identity.subnet),
    internal: !spec.publish,
  };
}

function planServices(
  tiers: readonly OwnedTier[],
  limits: ReadonlyMap<string, number>,
  network: PlannedNetwork,
): Map<string, PlannedService> {
  const services = new Map<string, PlannedService>();
  for (const owned of tiers) {
    for (const member of owned.tier.members) {
      if (services.has(member.name)) throw takenName(member.name);
      services.set(member.name, planService(member, owned, limits.get(owned.tier.name) ?? 0, network));
    }
  }
  return services;
}

function planService(
  member: MemberClaim,
  { component, tier }: OwnedTier,
  memoryMiB: number,
  network: PlannedNetwork,
): PlannedService {
  if (member.octet !== undefined && member.octet > lastFixedOctet) {
    throw new StackError('usage', `no fixed address is left for ${member.name}`, {
      hint: 'a stack has room for 142 app replicas and spares: use fewer apps or replicas',
    });
  }
  return {
    name: member.name,
    component,
    tier: tier.name,
    role: member.role,
    kind: tier.kind,
    trust: tier.trust,
    memoryMiB: memoryMiB + (tier.jobMiB ?? 0),
    cpuShares: tier.cpuShares,
    pids: tier.pids,
    nofile: tier.nofile,
    address: member.octet === undefined ? undefined : hostAddress(network.subnet, member.octet),
  };
}

function takenName(name: string): StackError {
  return new StackError('usage', `two parts of the stack want the service name '${name}'`, {
    hint: 'rename the app',
  });
}

function planPorts(claimed: readonly Claimed[], identity: Identity): Map<string, number> {
  const ports = new Map<string, number>();
  const owner = new Map<number, string>();
  for (const claim of claimed.flatMap((c) => c.claim.ports ?? [])) {
    const port = portOf(claim, identity);
    const other = owner.get(port);
    if (other !== undefined) {
      throw new StackError('usage', `${claim.id} and ${other} both want host port ${String(port)}`, {
        hint: 'give one of them another port in the spec',
      });
    }
    owner.set(port, claim.id);
    ports.set(claim.id, port);
  }
  return ports;
}

function portOf(claim: PortClaim, identity: Identity): number {
  return claim.fixed ? claim.preferred : (identity.ports[claim.id] ?? claim.preferred);
}

function decisionsOf(
  name: string,
  claimed: readonly Claimed[],
  limits: ReadonlyMap<string, number>,
  network: PlannedNetwork,
  ports: ReadonlyMap<string, number>,
): Decision[] {
  return [
    { what: 'network.subnet', value: network.subnet, because: subnetReason(name, network) },
    ...tiersOf(claimed).map((owned) => memoryDecision(owned, limits)),
    ...claimed.flatMap(({ claim }) => (claim.ports ?? []).map((port) => portDecision(port, ports))),
  ];
}

function subnetReason(name: string, { subnet }: PlannedNetwork): string {
  const [first] = subnetCandidates(name);
  return subnet === first
    ? 'derived from the name, kept since the first run'
    : `${String(first)}, which the name gives, was in use at the first run`;
}

function memoryDecision({ tier }: OwnedTier, limits: ReadonlyMap<string, number>): Decision {
  const limit = limits.get(tier.name) ?? 0;
  const whole = limit + (tier.jobMiB ?? 0);
  return { what: `${tier.name}.memory`, value: `${String(whole)} MiB`, because: tier.because(limit) };
}

function portDecision(claim: PortClaim, ports: ReadonlyMap<string, number>): Decision {
  const port = ports.get(claim.id) ?? claim.preferred;
  const moved = `${String(claim.preferred)}, or a port of the same row, was taken at the first run`;
  const kept = port === claim.preferred ? 'the usual port' : moved;
  return { what: `${claim.id}.port`, value: String(port), because: claim.fixed ? 'the spec names it' : kept };
}
