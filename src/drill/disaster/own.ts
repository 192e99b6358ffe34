import { ageOf, type Found, type Moments, type Written } from './record.ts';

/** How many records of the drill's own a tier had, which have to be taken off where the user's are counted. */
export interface Own {
  /** In the backup. */
  readonly saved: number;
  /** In what was restored, before anybody wrote again. */
  readonly restored: number;
}

/** What has to be in the backup and is not there was in the backup all the same, and is lost as the drill's own. */
export function ownOf(
  tier: string,
  written: readonly Written[],
  found: readonly Found[],
  moments: Moments,
): Own {
  const own = written.filter((one) => one.tier === tier);
  const since = new Set(own.filter((one) => ageOf(one, moments) === 'since').map(({ id }) => id));
  const there = new Set(found.map(({ id }) => id));
  const restored = [...there].filter((id) => !since.has(id)).length;
  const missing = own.filter((one) => ageOf(one, moments) === 'before' && !there.has(one.id)).length;
  return { saved: restored + missing, restored };
}
