import type { Finding, ProofContext } from '../proof/proof.ts';
import type { Witness } from './disaster/witness.ts';
import type { Pressure } from './limits/pressure.ts';
import type { Links } from './link/links.ts';
import type { Target } from './target.ts';
import type { Workload } from './workload.ts';

/** What one component gives to drills on a running stack. */
export interface DrillPart {
  /** Ways to press it to its limits: each alone, then all at once. */
  readonly pressures: readonly Pressure[];
  /** What of it can be hurt, by name. */
  readonly targets?: readonly Target[];
  /** Clients that use it while it is hurt, and write down all they see. */
  readonly workload?: Workload;
  /** A client that writes records and tells later which are there, for a store that is backed up. */
  readonly witness?: Witness;
  /** Services of its own whose image has Node in it: a program of the drill's can run in a container of such an image. */
  readonly withNode?: readonly string[];
  /** For how long it still moves by itself once it is whole after a fault, ms; its own consequence, so the incident lasts so long. */
  readonly calm?: number;
  /** What has to be so again once every fault is healed: one primary, all replicas in sync. Throws StackError('no'). */
  readonly ends?: readonly End[];
  /** What runs, for the report: `redis` -> `8.0.2`, clients too. */
  readonly versions?: (context: DrillContext) => Promise<Readonly<Record<string, string>>>;
  /** Who leads, each with its epoch. Two equal answers mean that nothing failed over in between. */
  readonly leaders?: (context: DrillContext) => Promise<Leaders>;
  /** What of the user's own a drill could harm, in one line; undefined when nothing. */
  readonly risk?: (context: DrillContext) => Promise<string | undefined>;
  /** Removes everything that a drill makes, whoever left it: run before the first phase and after the last. */
  readonly sweep?: (context: DrillContext) => Promise<void>;
}

/** What a drill may use is what a proof may, and the links that it has put between clients and stack. */
export interface DrillContext extends ProofContext {
  readonly links?: Links;
}

/** One thing that is looked at when all is over. */
export interface End {
  /** `exactly one primary` */
  readonly claim: string;
  readonly look: (context: DrillContext) => Promise<Finding>;
}

/** `redis primary` -> `redis-1, epoch 3`. */
export type Leaders = ReadonlyMap<string, string>;
