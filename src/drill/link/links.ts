import type { Strike } from '../aim.ts';
import { Link } from './link.ts';

/** By workload: the way of its clients, where a drill hurts it. All others go directly. */
export type Links = ReadonlyMap<string, Link>;

/** A link for each workload whose way to its tier one of the strikes hurts; nothing is opened yet. */
export function linksFor(strikes: readonly Strike[]): Links {
  const hurt = strikes.flatMap(({ blows }) => blows.flat().flatMap(({ target }) => target.link ?? []));
  return new Map([...new Set(hurt)].map((load) => [load, new Link()]));
}
