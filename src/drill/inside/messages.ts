import type { Operation } from '../history.ts';

/** What the drill and the program in its container say to each other: JSON, a line each. */

/** What is to be probed. */
export interface Order<Settings = unknown> {
  /** Of the stream that it becomes. */
  readonly id: string;
  /** Which of the program's probes does it: `redis`. */
  readonly kind: string;
  /** Between two operations of the stream at the full pace, ms; what that means for keys is the probe's own. */
  readonly interval: number;
  /** Addresses, names, secrets: what that probe needs. */
  readonly settings: Settings;
}

/** To the program. */
export type Said =
  | { readonly say: 'begin'; readonly order: Order; readonly eased: boolean }
  | { readonly say: 'ease'; readonly id: string; readonly eased: boolean }
  | { readonly say: 'stop'; readonly id: string }
  /** Asks for a reading of its clock; `asked` is ours, ms, and comes back as it is. */
  | { readonly say: 'tell'; readonly asked: number };

/** From the program. All times are ms of its own clock. */
export type Heard =
  | { readonly tell: 'operation'; readonly id: string; readonly operation: Operation }
  | { readonly tell: 'stopped'; readonly id: string }
  | ({ readonly tell: 'clock'; readonly asked: number; readonly now: number } & Cost);

/** What the program takes, and how it fares. */
export interface Cost {
  /** CPU since it began, ms. */
  readonly cpu: number;
  readonly residentMiB: number;
  /** The longest that it could not run since it was asked the last time, ms. */
  readonly stall: number;
}
