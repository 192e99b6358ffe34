import type { Wound } from '../fault.ts';

/** What a drill of a disaster is in the middle of: no fault of the catalogue, and only a restore heals it. */
export interface Disaster {
  readonly stack: string;
  /** The backup that holds what was destroyed. */
  readonly backup: string;
}

const fault = 'disaster';

export function disasterWound({ stack, backup }: Disaster, services: readonly string[]): Wound {
  return { fault, services, words: { stack, backup } };
}

/** The disaster that a wound tells of; undefined for any other wound. */
export function disasterIn(wound: Wound): Disaster | undefined {
  if (wound.fault !== fault) return undefined;
  const { stack = '', backup = '' } = wound.words ?? {};
  return { stack, backup };
}

/** The command that brings everything back. */
export function wayBack({ stack, backup }: Disaster): string {
  return `holdfast restore ${backup} --yes ${stack}`;
}
