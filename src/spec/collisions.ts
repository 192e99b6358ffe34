import type { Component } from '../component.ts';
import { claimsOf } from '../plan/claims.ts';
import { formatPath } from './diagnose.ts';
import type { PlacedIssue } from './issues.ts';
import type { Spec } from './spec.ts';

/** A name or a port that somebody wants, and where the spec says so. */
interface Wish {
  /** The service's name or the port's number. */
  readonly wanted: string;
  readonly by: string;
  readonly path: readonly (string | number)[] | undefined;
}

/**
 * What two components, or two parts of one, both want: service names and the host ports that the spec names. No
 * component can see it alone. Ports that the spec leaves open move out of the way and are not asked about.
 */
export function collisions(spec: Spec, components: readonly Component[]): readonly PlacedIssue[] {
  const claimed = claimsOf(spec, components);
  const services = claimed.flatMap(({ component, claim }) =>
    claim.tiers
      .flatMap(({ members }) => members)
      .map(({ name, at }) => ({ wanted: name, by: component.key, path: below(component, at) })),
  );
  const ports = claimed.flatMap(({ component, claim }) =>
    (claim.ports ?? [])
      .filter(({ fixed }) => fixed)
      .map(({ id, preferred, at }) => ({ wanted: String(preferred), by: id, path: below(component, at) })),
  );
  return [
    ...twice(services, (wish) => `the service name ${wish.wanted} is taken`, 'give the app another name'),
    ...twice(
      ports,
      (wish, first) => `${wish.by} cannot have host port ${wish.wanted}, which is ${first.by}'s`,
      'give one of them another port',
    ),
  ];
}

function below({ key }: Component, at: readonly (string | number)[] | undefined): Wish['path'] {
  return at === undefined ? undefined : [key, ...at];
}

/** Every wish that came second, or the first one when only that stands in the spec; each place once. */
function twice(
  wishes: readonly Wish[],
  describe: (wish: Wish, first: Wish) => string,
  hint: string,
): PlacedIssue[] {
  const owners = new Map<string, Wish>();
  const issues = new Map<string, PlacedIssue>();
  for (const wish of wishes) {
    const owner = owners.get(wish.wanted);
    if (owner === undefined) {
      owners.set(wish.wanted, wish);
      continue;
    }
    const [told, other] = wish.path === undefined ? [owner, wish] : [wish, owner];
    const path = told.path ?? [];
    const message = `${formatPath(path)}: ${describe(told, other)}`;
    const place = formatPath(path);
    if (!issues.has(place)) issues.set(place, { path, which: 'value', message, hint });
  }
  return [...issues.values()];
}
