import { randomBytes } from 'node:crypto';
import { loadAssets } from '../bundle/load-assets.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { render } from '../bundle/render.ts';
import { readIdentity } from '../bundle/store.ts';
import { components } from '../components/index.ts';
import type { DrillPart } from '../drill/drill.ts';
import type { Observer } from '../observe/run.ts';
import { completeIdentity, isComplete, neededPorts } from '../plan/complete.ts';
import type { Identity } from '../plan/identity.ts';
import type { Plan, PlannedHost } from '../plan/plan.ts';
import { resolve } from '../plan/resolve.ts';
import type { Proof } from '../proof/proof.ts';
import type { Rolling } from '../roll/whole.ts';
import { parseSpec } from '../spec/parse.ts';
import type { Spec } from '../spec/spec.ts';
import { readSpecFile, specFile } from './spec-file.ts';

/** The stack that the spec in a directory describes, every decision made, nothing written yet. */
export interface Stack {
  readonly directory: string;
  readonly spec: Spec;
  readonly plan: Plan;
  readonly identity: Identity;
  /** True when no earlier run left an identity here. */
  readonly identityIsNew: boolean;
}

/**
 * Reads the spec and the identity and makes the plan. Only what no earlier run settled is probed for.
 *
 * @param hostFor what to plan for instead of the host that the spec names
 * @throws StackError `usage` for a spec that is not there or not valid, `no` when it does not fit its host
 */
export async function loadStack(
  directory: string,
  hostFor: (host: PlannedHost) => PlannedHost = (host) => host,
): Promise<Stack> {
  const written = specIn(directory);
  const spec = { ...written, host: hostFor(written.host) };
  const known = readIdentity(directory);
  const identity = await settle(spec, known);
  return {
    directory,
    spec,
    identity,
    plan: resolve(spec, components, identity),
    identityIsNew: known === undefined,
  };
}

/**
 * The name of the stack that runs from a directory: as it was fixed, so that a spec edited since, or broken, does not
 * keep anybody from stopping it; as the spec says where nothing was fixed yet.
 *
 * @throws StackError `usage` when there is neither
 */
export function stackNameIn(directory: string): string {
  return readIdentity(directory)?.name ?? specIn(directory).name;
}

/** The files of the bundle, in memory. */
export function bundleOf({ spec, plan, identity }: Stack): Bundle {
  return render(spec, plan, components, loadAssets(), identity);
}

/** Everything the components can show of it once it runs. */
export async function proofsOf({ spec, plan }: Stack): Promise<readonly Proof[]> {
  const proofs = components.map(async (component) => {
    if (!spec.components.has(component.key)) return [];
    const prover = await component.prove?.();
    return prover?.(spec.components.get(component.key), plan) ?? [];
  });
  return (await Promise.all(proofs)).flat();
}

/** What looks at each component that is on, in the order of the registry. */
export async function observersOf({ spec, plan }: Stack): Promise<readonly Observer[]> {
  const observers = components.map(async (component) => {
    if (!spec.components.has(component.key)) return [];
    const observer = await component.observe?.();
    if (observer === undefined) return [];
    return [{ tier: component.key, observe: observer(spec.components.get(component.key), plan) }];
  });
  return (await Promise.all(observers)).flat();
}

/** How each component that is on is restarted while it is in use, in the order of the registry. */
export async function rollingsOf({ spec, plan }: Stack): Promise<readonly Rolling[]> {
  const on = components.filter(({ key }) => spec.components.has(key));
  return Promise.all(
    on.map(async (component) => {
      const settings = spec.components.get(component.key);
      const [observer, roller] = await Promise.all([component.observe?.(), component.roll?.()]);
      const observe = observer?.(settings, plan);
      return { component: component.key, observe, roll: roller?.(settings, plan) ?? {} };
    }),
  );
}

/** What each component that is on gives to drills. */
export async function drillsOf({ spec, plan }: Stack): Promise<readonly DrillPart[]> {
  const parts = components.map(async (component) => {
    if (!spec.components.has(component.key)) return [];
    const driller = await component.drill?.();
    return driller === undefined ? [] : [driller(spec.components.get(component.key), plan)];
  });
  return (await Promise.all(parts)).flat();
}

/** A secret by name; it is for clients only, never for a line of output. */
export function secretOf({ identity }: Stack): (name: string) => string {
  return (name) => {
    const value = identity.secrets[name];
    if (value === undefined) throw new Error(`the stack has no secret ${name}`);
    return value;
  };
}

function specIn(directory: string): Spec {
  return parseSpec(readSpecFile(directory), { file: specFile, components });
}

async function settle(spec: Spec, known: Identity | undefined): Promise<Identity> {
  if (isComplete(spec, components, known)) {
    // Checks the name as well, and changes nothing.
    return completeIdentity(spec, components, { usedSubnets: [], busyPorts: new Set() }, known, randomBytes);
  }
  const { probeHost } = await import('../host/probe.ts');
  const host = await probeHost({ ports: neededPorts(spec, components, known) });
  return completeIdentity(spec, components, host, known, randomBytes);
}
