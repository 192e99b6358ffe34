import type { Attachment } from '../engine/hurt.ts';
import type { DrillContext } from './drill.ts';

/**
 * `safe`: nobody notices for long, and nothing can be lost. `disruptive`: something is away until it is healed.
 * `destructive`: data is removed or overwritten; only when named, and after the stack's name was typed.
 */
export type Harm = 'safe' | 'disruptive' | 'destructive';

/**
 * One way to hurt services, one file each. Everything that healing needs is in the wound, which is written down before
 * anything is done and outlives a killed drill.
 */
export interface Fault {
  /** `kill` */
  readonly name: string;
  /** `SIGKILL to the container; it stays down until healed` */
  readonly about: string;
  readonly harm: Harm;
  /**
   * How long it is held at least before it is healed, ms; longer, until the clients have found their way, where it is
   * above 0. 0 for what passes by itself.
   */
  readonly hold: number;
  /** What it cannot do without and not every engine's host has. Sets of drills leave such a fault out. */
  readonly needs?: Need;
  /** Nobody is hurt by it, so nobody should lose a lead: who leads is looked at before and after. */
  readonly still?: true;
  /** What is asked of the engine, for --dry-run. */
  readonly commands: (service: string) => readonly string[];
  /** What healing will need, and what the effect is told by, read before anything is done. */
  readonly prepare?: (services: readonly string[], context: DrillContext) => Promise<Before>;
  readonly inflict: (wound: Wound, context: DrillContext) => Promise<void>;
  /**
   * What shows that it had an effect. Asked again until it says so or the time is over.
   *
   * @throws StackError('no') when it had none: such a run is invalid
   */
  readonly bite: (wound: Wound, context: DrillContext) => Promise<string>;
  /** Makes it undone. Whatever state it is in, and again without harm. */
  readonly heal: (wound: Wound, context: DrillContext) => Promise<void>;
}

export interface Need {
  /** `netem in the kernel` */
  readonly what: string;
  /**
   * Looks for it before any load begins, where one of these services may be hurt, one at least; all of them run. Leaves
   * everything as it is.
   *
   * @throws StackError('no') when it is not there, with what would help
   */
  readonly check: (services: readonly string[], context: DrillContext) => Promise<void>;
}

/** What was done to whom. JSON. */
export interface Wound extends Before {
  readonly fault: string;
  readonly services: readonly string[];
}

/** How things were before, by service. */
export interface Before {
  /** The networks it had. */
  readonly networks?: Readonly<Record<string, readonly Attachment[]>>;
  /** When it had started, as the engine writes it. */
  readonly started?: Readonly<Record<string, string>>;
  /** Whatever else a fault needs to know. */
  readonly words?: Readonly<Record<string, string>>;
}

/** Where a wound is, for people: links and the host have no service. */
export function whereOf({ services }: Wound): string {
  return services.length === 0 ? 'this machine' : services.join(', ');
}
