import type { ProofContext } from '../proof/proof.ts';

/** What one component gives to drills on a running stack. */
export interface DrillPart {
  /** Ways to press it to its limits: each alone, then all at once. */
  readonly pressures: readonly Pressure[];
  /** Who leads, each with its epoch. Two equal answers mean that nothing failed over in between. */
  readonly leaders?: (context: DrillContext) => Promise<Leaders>;
  /** What of the user's own a drill could harm, in one line; undefined when nothing. */
  readonly risk?: (context: DrillContext) => Promise<string | undefined>;
  /** Removes everything that a drill makes, whoever left it: run before the first phase and after the last. */
  readonly sweep?: (context: DrillContext) => Promise<void>;
}

/** What a drill may use is what a proof may. */
export type DrillContext = ProofContext;

/** One kind of load that tries to use up a limit. */
export interface Pressure {
  /** `redis:fill` */
  readonly name: string;
  /** For people: `Redis filled to maxmemory`. */
  readonly title: string;
  /**
   * Presses until `over` fires, then reads back what was acknowledged and removes what it made, also when `over` fired
   * because the user interrupts. Throws StackError when it could not press at all.
   */
  readonly press: (context: PressContext) => Promise<Bite>;
}

export interface PressContext extends DrillContext {
  /** The phase is over, or the user interrupts: no new load. */
  readonly over: AbortSignal;
  /** Replaces the few words that tell how far it is. */
  readonly say: (text: string) => void;
}

/** What a load did. */
export interface Bite {
  /** Whether the limit was reached that the load is about: a load that met no limit has shown nothing. */
  readonly bit: boolean;
  /** In one line of numbers: `1204 writes refused with OOM`. */
  readonly seen: string;
  /** Writes that were acknowledged. */
  readonly acknowledged: number;
  /** Of those, how many were not found at the end. */
  readonly lost: number;
}

/** `redis primary` -> `redis-1, epoch 3`. */
export type Leaders = ReadonlyMap<string, string>;
