import type { EngineContainer } from '../engine/engine.ts';
import type { ProofContext } from '../proof/proof.ts';

/**
 * Looks at one component of a running stack and says how it is. It only reads: `status` may be asked every minute,
 * of a stack in production. A tier that is ill is an answer, not an error: whatever can still be seen is in it.
 */
export type Observe = (context: ObserveContext) => Promise<Observation>;

/** What a proof may use, and the containers as they are just now: who is paused need not be asked. */
export interface ObserveContext extends ProofContext {
  readonly containers: ReadonlyMap<string, EngineContainer>;
}

export interface Observation {
  /** For people, the most telling first. */
  readonly facts: readonly Fact[];
  /** For `--json`: the same and more, by stable names. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** One line, and whether it is as it should be. */
export interface Fact {
  readonly well: boolean;
  readonly text: string;
}

/** How one member of a tier answered: its words, or in one line why there are none. */
export type Answer<Words> = { readonly words: Words } | { readonly silence: string };

/** Why a service cannot answer, seen from outside; undefined when its container runs. */
export function whyNotRunning({ containers }: ObserveContext, service: string): string | undefined {
  const container = containers.get(service);
  if (container === undefined) return 'has no container';
  if (container.state === 'running') return undefined;
  return container.state === 'exited'
    ? `has exited with ${String(container.exitCode)}`
    : `is ${container.state}`;
}
