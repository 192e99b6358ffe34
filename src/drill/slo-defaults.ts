import type { ClaimContext, Component } from '../component.ts';
import type { Failover } from '../plan/plan.ts';
import type { Spec } from '../spec/spec.ts';
import { sloOf, type Slo, type Slos } from './slo.ts';

/**
 * Once all is paused for a minute, Sentinel sees its clock jump and does nothing for 30 s (TILT); then the tier with the
 * longest failover of the profile has its time, Kafka with a new controller.
 */
const freezeBackMs: Readonly<Record<Failover, number>> = { fast: 40_000, balanced: 47_000, relaxed: 56_000 };

/** All of it starts at once on two cores: brokers are the slowest, and wait for each other. */
const startBackMs = 60_000;

/** Of what no component owns: the whole stack, and the host. They keep what the components together keep. */
function wholeSlos(failover: Failover, owned: Slos): readonly (readonly [string, Slo])[] {
  const kept: Slo = [...owned.values()].some(({ rpo }) => rpo !== undefined) ? { rpo: 0 } : {};
  return [
    ['stack:freeze', { back: freezeBackMs[failover], ...kept }],
    ['stack:kill', { back: startBackMs, ...kept }],
    ['host:busy', { ...kept, ...busyMoves(failover, kept) }],
  ];
}

/**
 * A busy host is no dead node: with patience nobody is taken for one. Timers that are fast have none to spare, so what they
 * do is counted only.
 */
function busyMoves(failover: Failover, { rpo }: Slo): Slo {
  return rpo === undefined || failover === 'fast' ? {} : { failovers: 0 };
}

/** What is kept to unless the spec says otherwise, by every name that the spec may use. */
export function defaultSlos(spec: Spec, components: readonly Component[]): Slos {
  const context: ClaimContext = {
    name: spec.name,
    failover: spec.failover,
    publish: spec.publish,
    enabled: new Set(spec.components.keys()),
  };
  const on = components.filter(({ key }) => spec.components.has(key));
  const owned = new Map(
    on.flatMap((component) => [...(component.slos?.(spec.components.get(component.key), context) ?? [])]),
  );
  return new Map([...owned, ...wholeSlos(spec.failover, owned)]);
}

/** The defaults with what the spec sets in their place, number by number. */
export function slosOf(spec: Spec, components: readonly Component[]): Slos {
  const slos = new Map(defaultSlos(spec, components));
  for (const [name, own] of spec.slo) slos.set(name, { ...sloOf(slos, name), ...own });
  return slos;
}
