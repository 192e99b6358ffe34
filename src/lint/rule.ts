import type { Stack } from './facts/stack.ts';
import type { Place } from './place.ts';

/**
 * How bad it is: `error` loses data or never fails over, `warning` is slower or fragile, `note` is worth knowing.
 */
export type Severity = 'error' | 'warning' | 'note';

/** One thing that a rule saw at one place. */
export interface Found {
  readonly at: Place;
  /** The service it is about; a comment above that service silences it as well. */
  readonly service: string;
  /** The fact, without the service's name. The same message at the same place is told once, with all services. */
  readonly message: string;
  /** What to write instead, where the rule can say it better than {@link Rule.mend} does in general. */
  readonly mend?: string;
}

/** A piece of knowledge, applied to a project. One file in `rules/` each. */
export interface Rule {
  /** `kafka-replication-factor`: what it is about, then what is wrong. Stands in comments of users: never renamed. */
  readonly id: string;
  readonly severity: Severity;
  readonly looksAt: string;
  /** What happens otherwise, in one or two sentences. */
  readonly reason: string;
  readonly mend: string;
  /** The page or source file from which the reason is taken. */
  readonly source: string;
  /** Pure. Says nothing about what is not known. */
  readonly check: (stack: Stack) => Iterable<Found>;
}
