import type { Terminal } from './terminal.ts';

/** What every command gets beside its own options. */
export interface Invocation {
  /** Where stack.yaml is. */
  readonly directory: string;
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** The arguments that are no options. */
  readonly words: readonly string[];
}
