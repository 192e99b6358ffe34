import type { Engine } from '../engine/engine.ts';
import type { Plan } from '../plan/plan.ts';

/** What a proof may use: the plan, the engine and the secrets of the stack. */
export interface ProofContext {
  readonly plan: Plan;
  readonly engine: Engine;
  /** Value of a secret by name; never to be printed. */
  readonly secret: (name: string) => string;
  readonly signal: AbortSignal;
}

/** One thing shown of a running stack. `run` returns what was seen, or throws StackError('no') saying what was not. */
export interface Proof {
  /** `redis: a value written through Sentinel is read from host and container` */
  readonly title: string;
  readonly run: (context: ProofContext) => Promise<Finding>;
}

/** What was seen, in one line of numbers: `3 of 3 brokers led a message and gave it back`. */
export interface Finding {
  readonly seen: string;
}
