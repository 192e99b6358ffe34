import type { Component, PortClaim, ServiceClaim } from '../component.ts';
import { StackError } from '../errors.ts';
import type { Spec } from '../spec/spec.ts';
import { dynamicRange, hostAddress, lastFixedOctet, subnetCandidates } from './addresses.ts';
import { assertFits, tinyMiB } from './budget.ts';
import { claimsOf, type Claimed } from './claims.ts';
import type { Identity } from './identity.ts';
import type { Decision, Plan, PlannedNetwork, PlannedService } from './plan.ts';

/** The service that waits for all others; see the bundle's renderer. */
export const gateService = 'stack-ready';

/**
 * Makes every decision: Spec and Identity in, Plan out. Pure; the same input gives the same plan.
 *
 * @throws StackError('usage') when two things of the spec want the same port or service name.
 * @throws StackError('no') when the stack does not fit its host.
 */
export function resolve(spec: Spec, components: readonly Component[], identity: Identity): Plan {
  const claimed = claimsOf(spec, components);
  const network = planNetwork(spec, identity);
  const services = planServices(claimed, network);
  const ports = planPorts(claimed, identity);
  assertFits(spec.host, [...services.values()]);
  return {
    name: spec.name,
    host: spec.host,
    failover: spec.failover,
    publish: spec.publish,
    network,
    services,
    ports,
    secrets: claimed.flatMap(({ claim }) => (claim.secrets ?? []).map((secret) => secret.name)),
    images: spec.images,
    decisions: decisionsOf(spec.name, claimed, network, ports),
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

function planServices(claimed: readonly Claimed[], network: PlannedNetwork): Map<string, PlannedService> {
  const services = new Map<string, PlannedService>();
  for (const { component, claim } of claimed) {
    for (const service of claim.services) {
      if (services.has(service.name)) throw takenName(service.name);
      services.set(service.name, planService(service, component.key, network));
    }
  }
  if (services.has(gateService)) throw takenName(gateService);
  const { name, role, kind, memoryMiB } = gate;
  services.set(gateService, { name, component: 'stack', role, kind, memoryMiB, address: undefined });
  return services;
}

const gate = {
  name: gateService,
  role: 'gate',
  kind: 'long',
  memoryMiB: tinyMiB,
  because: 'sleeps; that it runs shows that all the others are ready',
} as const;

function planService(claim: ServiceClaim, component: string, network: PlannedNetwork): PlannedService {
  if (claim.octet !== undefined && claim.octet > lastFixedOctet) {
    throw new StackError('usage', `no fixed address is left for ${claim.name}`, {
      hint: 'a stack has room for 142 app replicas and spares: use fewer apps or replicas',
    });
  }
  return {
    name: claim.name,
    component,
    role: claim.role,
    kind: claim.kind,
    memoryMiB: claim.memoryMiB,
    address: claim.octet === undefined ? undefined : hostAddress(network.subnet, claim.octet),
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
  network: PlannedNetwork,
  ports: ReadonlyMap<string, number>,
): Decision[] {
  return [
    { what: 'network.subnet', value: network.subnet, because: subnetReason(name, network) },
    ...claimed.flatMap(({ claim }) => claim.services.map(memoryDecision)),
    memoryDecision(gate),
    ...claimed.flatMap(({ claim }) => (claim.ports ?? []).map((port) => portDecision(port, ports))),
  ];
}

function subnetReason(name: string, { subnet }: PlannedNetwork): string {
  const [first] = subnetCandidates(name);
  return subnet === first
    ? 'derived from the name, kept since the first run'
    : `${String(first)}, which the name gives, was in use at the first run`;
}

function memoryDecision(service: Pick<ServiceClaim, 'name' | 'memoryMiB' | 'because'>): Decision {
  return {
    what: `${service.name}.memory`,
    value: `${String(service.memoryMiB)} MiB`,
    because: service.because,
  };
}

function portDecision(claim: PortClaim, ports: ReadonlyMap<string, number>): Decision {
  const port = ports.get(claim.id) ?? claim.preferred;
  const moved = `${String(claim.preferred)}, or a port of the same row, was taken at the first run`;
  const kept = port === claim.preferred ? 'the usual port' : moved;
  return { what: `${claim.id}.port`, value: String(port), because: claim.fixed ? 'the spec names it' : kept };
}
