import type { Manifest } from '../../backup/manifest.ts';
import type { DrillContext } from '../drill.ts';
import type { Note } from './ledger.ts';
import type { Found } from './record.ts';
import type { Count, SavedCount } from './users.ts';

/**
 * What a store's component gives to the drill of a disaster: a client that writes records of its own, each a new one,
 * and what tells later which of them are there.
 */
export interface Witness {
  /** `redis` */
  readonly tier: string;
  /** For people: `SET by holdfast/redis, each a key of its own, acknowledged by a replica`. */
  readonly about: string;
  /**
   * Begins to write. Resolves once a first record was acknowledged.
   *
   * @throws StackError('no') when none is
   */
  readonly start: (context: WitnessContext) => Promise<Writing>;
  /** One record more, tried until it is acknowledged or the signal fires. */
  readonly probe: (context: Omit<WitnessContext, 'pace'>) => Promise<void>;
  /** Every record of the drill that is there, in the order of its row, by a fresh client. */
  readonly readBack: (context: DrillContext, word: string) => Promise<readonly Found[]>;
  /** What is there of the user's. */
  readonly count: (context: DrillContext) => Promise<readonly Count[]>;
  /** The same of a backup; undefined when this store is not in it. Pure. */
  readonly saved: (manifest: Manifest) => readonly SavedCount[] | undefined;
}

export interface WitnessContext extends DrillContext {
  /** A word of this drill's own, for keys and topics. */
  readonly word: string;
  /** Of the usual number of writes, at most 1: a long drill must not fill the stores. */
  readonly pace: number;
  readonly note: Note;
}

export interface Writing {
  /** Nothing new; resolves when what is under way has ended or was given up, and the clients are closed. */
  readonly stop: () => Promise<void>;
}
