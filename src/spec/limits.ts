import type { Component } from '../component.ts';
import { claimsOf } from '../plan/claims.ts';
import { tiersOf, type OwnedTier } from '../plan/demand.ts';
import { formatPath, nearestName } from './diagnose.ts';
import type { PlacedIssue } from './issues.ts';
import { formatMemory } from './scalars.ts';
import type { Spec } from './spec.ts';

/**
 * What is wrong with `limits`: no such tier, less than the tier works with, or a size that another key sets already.
 * Tiers are known only when every component could be read.
 */
export function limitIssues(
  spec: Spec,
  components: readonly Component[],
  complete: boolean,
): readonly PlacedIssue[] {
  if (!complete || spec.limits.size === 0) return [];
  const tiers = tiersOf(claimsOf(spec, components));
  return [...spec.limits].flatMap(([name, limitMiB]) => {
    const owned = tiers.find(({ tier }) => tier.name === name);
    if (owned === undefined) return [unknownTier(name, tiers)];
    const problem = problemOf(owned, limitMiB);
    return problem === undefined ? [] : [issue(name, 'value', problem.message, problem.hint)];
  });
}

function unknownTier(name: string, tiers: readonly OwnedTier[]): PlacedIssue {
  const names = tiers.map(({ tier }) => tier.name);
  const near = nearestName(name, names);
  const hint = near === undefined ? 'holdfast plan shows every tier' : `did you mean ${near}?`;
  return issue(name, 'key', `is no tier of this stack: there are ${names.join(', ')}`, hint);
}

function problemOf({ component, tier }: OwnedTier, limitMiB: number) {
  const { least, most, own } = tier.memory;
  if (own !== undefined) {
    const other = formatPath([component, ...own.at]);
    return { message: `is set by ${other} already`, hint: 'leave one of the two out' };
  }
  if (limitMiB < least) {
    return {
      message: `must be at least ${formatMemory(least)}, is ${formatMemory(limitMiB)}`,
      hint: tier.because(least),
    };
  }
  if (limitMiB > most && tier.memory.weight > 0) {
    return {
      message: `must be at most ${formatMemory(most)}, is ${formatMemory(limitMiB)}`,
      hint: undefined,
    };
  }
  return undefined;
}

function issue(name: string, which: PlacedIssue['which'], message: string, hint?: string): PlacedIssue {
  const path = ['limits', name];
  return {
    path,
    which,
    message: `${formatPath(path)}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
  };
}
