import type { DrillContext } from './drill.ts';
import type { Final, Note, Operation, StreamFacts } from './history.ts';
import type { Inside } from './inside/inside.ts';
import type { Flood } from './rate/flood.ts';
import type { Link } from './link/link.ts';

/** The clients of one tier. What they make is named `holdfast:drill:*` or `holdfast.drill.*` and is removed. */
export interface Workload {
  /** `redis`: also what its streams are told apart by. */
  readonly name: string;
  /** Whether it can do as many operations a second as it is told to, beside its usual streams. */
  readonly floods?: true;
  /** For people: `SET, INCR and GET through Sentinel by three clients, 240 a second`. */
  readonly about: string;
  /**
   * Connects every client and begins. Resolves once each of them has had a first answer.
   *
   * @throws StackError('no') when a client cannot begin
   */
  readonly start: (context: LoadContext) => Promise<Load>;
}

export interface LoadContext extends DrillContext {
  readonly recorder: Recorder;
  /** A word of this drill's own, for keys and topics: `d3f1`. */
  readonly word: string;
  /** Times the usual pace; 1 is what two cores bear beside the stack. */
  readonly pace: number;
  /** Begins eased, because other loads begin beside it. */
  readonly eased: boolean;
  /**
   * Only in a drill that hurts the way to the tier: every client of the load goes by it. What reads back in the end goes
   * directly.
   */
  readonly link?: Link | undefined;
  /** Whether there is to be a flood beside the usual streams. */
  readonly flooded?: boolean;
  /**
   * A place inside the stack's network, for fresh connections that no published port and no part of the host is on the way
   * of; undefined where nothing can run there.
   */
  readonly inside?: Inside | undefined;
}

export interface Load {
  /**
   * Fewer operations, or the full pace again; where the full pace takes CPU that another tier needs to be measured on. No
   * such load while a drill that concerns its tier runs.
   */
  readonly ease?: (eased: boolean) => void;
  /** Beside the usual streams: as many operations a second as it is told to. Only where the context asked for it. */
  readonly flood?: Flood;
  /** No new operation; resolves when those under way have ended or were given up, and every client is closed. */
  readonly stop: () => Promise<void>;
  /** Reads back what is there, with a client of its own. Only after `stop`, and when all is healed. */
  readonly readBack: () => Promise<readonly Final[]>;
  /** Removes what it made. */
  readonly clean: () => Promise<void>;
}

/** Where a workload writes down what it sees. */
export interface Recorder {
  /** ms since the history began. */
  readonly now: () => number;
  readonly stream: (facts: StreamFacts) => Pen;
  /** The same for a stream that is too fast to keep every operation of: what is alike and follows each other becomes one. */
  readonly ranges: (facts: StreamFacts) => Pen;
  /** A change of roles as a client or a prober saw it. */
  readonly note: (kind: Note['kind'], text: string) => void;
}

/** Writes into one stream. `end` is now unless said. */
export type Pen = (operation: Omit<Operation, 'end'> & { readonly end?: number }) => void;
