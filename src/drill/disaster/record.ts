/** One write of the drill's own; times in ms on the drill's clock. */
export interface Written {
  /** `redis` */
  readonly tier: string;
  /** A key, or a partition and the number in it: no two of a tier are alike. */
  readonly id: string;
  readonly value: string;
  /** Records of one row keep their order; undefined where there is none. */
  readonly row?: string;
  readonly sent: number;
  /** When the store said that it is kept; undefined when it never did, and then nobody knows. */
  readonly acknowledged?: number;
}

/** One record as it is read back. */
export interface Found {
  readonly id: string;
  readonly value: string;
}

/** The moments that decide what has to be there and what must not be. */
export interface Moments {
  /** The last backup. */
  readonly backup: { readonly began: number; readonly ended: number };
  /** Of the destruction. */
  readonly destroyed: number;
}

/**
 * `before`: acknowledged before the backup began, so it has to be there. `after`: sent once the backup had ended and
 * before the destruction, so it cannot be. `since`: sent after the destruction, to what was restored. `open`: all the
 * rest, under way while the backup was taken, or never acknowledged.
 */
export type Age = 'before' | 'open' | 'after' | 'since';

export function ageOf({ sent, acknowledged }: Written, { backup, destroyed }: Moments): Age {
  if (sent >= destroyed) return 'since';
  if (sent >= backup.ended) return 'after';
  return acknowledged !== undefined && acknowledged <= backup.began ? 'before' : 'open';
}
