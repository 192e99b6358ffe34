import type { Diagnostic } from '../errors.ts';
import type { Observation, ObserveContext } from '../observe/observation.ts';
import type { ProofContext } from '../proof/proof.ts';

/**
 * What one component knows about being restarted service by service while clients use it. Whether it is whole in
 * between is its observer's word; this is what an observer cannot know. All of it may be left out: then services go in
 * the order of the bundle, the next when all are healthy and the observer finds nothing ill.
 */
export interface Roll {
  /** What is waited for after each service, in words: `in-sync replicas`. */
  readonly waitsFor?: string;
  /** What is missing before another service may go, though nothing is ill. */
  readonly missing?: (seen: Observation) => readonly string[];
  /** Services that go last as things stand now: whoever leads has the work while the others go. */
  readonly last?: (seen: Observation) => readonly string[];
  /**
   * Takes a service that went last out of its role, so that its restart is nobody's loss. What is missing then is
   * waited for as after a restart. Throws StackError 'no' when it keeps its role, in which case nothing has changed.
   */
  readonly handOver?: (service: string, context: ProofContext) => Promise<void>;
  /** Why there is no `handOver`, and what would make one possible; in words that follow the component's name. */
  readonly alone?: string;
  /** Services that its observer looks through. While one of them has its own change before it, health alone counts. */
  readonly seenThrough?: readonly string[];
  /** What would come to harm by the plan, asked before anything is written. Numbers, not opinions. */
  readonly objections?: (context: ObserveContext) => Promise<readonly Diagnostic[]>;
}
