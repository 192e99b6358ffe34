import type { Component, PortClaim, SecretClaim } from '../component.ts';
import { StackError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Spec } from '../spec/spec.ts';
import { overlap, subnetCandidates } from './addresses.ts';
import { claimsOf } from './claims.ts';
import type { Identity } from './identity.ts';
import { candidatePorts, settlePorts } from './ports.ts';

/** A source of random bytes; tests hand in a fixed one. */
export type Entropy = (bytes: number) => Uint8Array;

/** Host ports a probe must look at before {@link completeIdentity} can choose. */
export function neededPorts(
  spec: Spec,
  components: readonly Component[],
  identity: Identity | undefined,
): number[] {
  return candidatePorts(portClaims(spec, components), identity?.ports ?? {});
}

/** Whether an earlier run settled all that this spec needs; then nothing has to be probed. */
export function isComplete(
  spec: Spec,
  components: readonly Component[],
  identity: Identity | undefined,
): identity is Identity {
  if (identity === undefined) return false;
  const hasPorts = portClaims(spec, components).every((c) => c.fixed || identity.ports[c.id] !== undefined);
  return (
    hasPorts && secretClaims(spec, components).every((claim) => identity.secrets[claim.name] !== undefined)
  );
}

/**
 * Settles what is still open: the subnet, ports that may move, secrets. What is there already never changes.
 *
 * @throws StackError('usage') when the identity belongs to a stack of another name.
 * @throws StackError('no') when no subnet or port is free.
 */
export function completeIdentity(
  spec: Spec,
  components: readonly Component[],
  host: Host,
  identity: Identity | undefined,
  entropy: Entropy,
): Identity {
  if (identity !== undefined && identity.name !== spec.name) throw renamed(identity.name, spec.name);
  return {
    name: spec.name,
    subnet: identity?.subnet ?? freeSubnet(spec.name, host.usedSubnets),
    ports: settlePorts(portClaims(spec, components), identity?.ports ?? {}, host.busyPorts),
    secrets: completeSecrets(secretClaims(spec, components), identity?.secrets ?? {}, entropy),
  };
}

function renamed(before: string, now: string): StackError {
  return new StackError('usage', `this directory holds the stack '${before}', the spec says '${now}'`, {
    hint: `volumes and secrets belong to '${before}': keep the name, or generate '${now}' in a directory of its own`,
  });
}

function freeSubnet(name: string, used: readonly string[]): string {
  for (const candidate of subnetCandidates(name)) {
    if (!used.some((subnet) => overlap(subnet, candidate))) return candidate;
  }
  throw new StackError('no', 'no free /24 network in 10.64.0.0/10', {
    hint: 'remove networks that are no longer used: docker network prune',
  });
}

function completeSecrets(
  claims: readonly SecretClaim[],
  known: Readonly<Record<string, string>>,
  entropy: Entropy,
): Record<string, string> {
  const secrets: Record<string, string> = { ...known };
  for (const claim of claims) secrets[claim.name] ??= makeSecret(claim, entropy);
  return secrets;
}

function makeSecret(claim: SecretClaim, entropy: Entropy): string {
  if (claim.kind === 'password') return base64url(entropy(32));
  // kafka-storage takes an id with a leading dash for an option; Kafka's own Uuid.randomUuid avoids it as well.
  for (;;) {
    const id = base64url(entropy(16));
    if (!id.startsWith('-')) return id;
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

function portClaims(spec: Spec, components: readonly Component[]): readonly PortClaim[] {
  return claimsOf(spec, components).flatMap(({ claim }) => claim.ports ?? []);
}

function secretClaims(spec: Spec, components: readonly Component[]): readonly SecretClaim[] {
  return claimsOf(spec, components).flatMap(({ claim }) => claim.secrets ?? []);
}
