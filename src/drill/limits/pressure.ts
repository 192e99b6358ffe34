import type { DrillContext } from '../drill.ts';

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
  /** The load has met its limit: nobody has to wait for it any longer. May be called again. */
  readonly bitten: () => void;
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
