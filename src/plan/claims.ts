import type { Claim, ClaimContext, Component } from '../component.ts';
import type { Spec } from '../spec/spec.ts';

/** A component that is on, with its settings and what it asks for. */
export interface Claimed {
  readonly component: Component;
  readonly settings: unknown;
  readonly claim: Claim;
}

/** Asks every component that is on what it needs, in the order of the registry. */
export function claimsOf(spec: Spec, components: readonly Component[]): readonly Claimed[] {
  const context = claimContext(spec);
  return components.flatMap((component) => {
    if (!spec.components.has(component.key)) return [];
    const settings = spec.components.get(component.key);
    return [{ component, settings, claim: component.claim(settings, context) }];
  });
}

export function claimContext(spec: Spec): ClaimContext {
  return {
    name: spec.name,
    failover: spec.failover,
    publish: spec.publish,
    enabled: new Set(spec.components.keys()),
  };
}
