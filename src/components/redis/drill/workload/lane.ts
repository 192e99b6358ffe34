import type { Pen } from '../../../../drill/workload.ts';
import type { Answer } from './answer.ts';
import { following, type Turn } from './schedule.ts';

/** One operation that has begun. */
export interface Begun {
  readonly key: string;
  readonly value: number;
  readonly answer: Promise<Answer>;
}

/** What a lane does, again and again. */
export interface Course {
  readonly begin: () => Begun;
  /** Told before the next one begins; it took so many ms. */
  readonly ended?: (answer: Answer, took: number) => void;
}

export interface Clock {
  readonly now: () => number;
  /** Calls back in so many ms unless what it returns is called before. */
  readonly after: (milliseconds: number, call: () => void) => () => void;
}

export interface LaneOptions {
  readonly clock: Clock;
  readonly pen: Pen;
  readonly course: Course;
  /** Between two operations, ms, asked for each. */
  readonly interval: () => number;
  /** Of the first one. */
  readonly at: number;
  /** ms after which an operation counts as unknown, whatever its client still does. */
  readonly patience: number;
}

/** Operations one after the other at a fixed pace: never two at a time, and none later because an answer was late. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #stopped: Promise<void>;
  #end!: () => void;
  #stopping = false;
  #busy = false;
  #cancel: () => void = () => undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#stopped = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#plan({ at: options.at, slot: options.at });
  }

  /** Begins nothing new; resolves when what is under way has ended or was given up. */
  stop(): Promise<void> {
    this.#stopping = true;
    if (!this.#busy) {
      this.#cancel();
      this.#end();
    }
    return this.#stopped;
  }

  #plan(turn: Turn): void {
    if (this.#stopping) {
      this.#end();
      return;
    }
    const { clock } = this.#options;
    this.#cancel = clock.after(Math.max(0, turn.at - clock.now()), () => {
      this.#begin(turn);
    });
  }

  #begin(turn: Turn): void {
    const { clock, course, patience } = this.#options;
    this.#busy = true;
    const began = clock.now();
    const begun = course.begin();
    let open = true;
    const end = (answer: Answer): void => {
      if (!open) return;
      open = false;
      stopWaiting();
      this.#finish(turn, began, begun, answer);
    };
    const stopWaiting = clock.after(patience, () => {
      end({ outcome: 'info', why: `no answer within ${String(patience)} ms` });
    });
    begun.answer.then(end, (error: unknown) => {
      end({ outcome: 'info', why: error instanceof Error ? error.message : String(error) });
    });
  }

  #finish(turn: Turn, began: number, { key, value }: Begun, answer: Answer): void {
    const { clock, pen, course, interval } = this.#options;
    const { outcome, why, value: found = value, held } = answer;
    const now = clock.now();
    const end = held?.from ?? now;
    // A timer may be a little early, and nothing ends before it should have begun.
    const at = Math.min(turn.at, began);
    pen({
      key,
      value: found,
      at,
      end,
      outcome,
      ...(why === undefined ? {} : { why }),
      ...(held === undefined ? {} : { held }),
    });
    this.#busy = false;
    course.ended?.(answer, end - began);
    this.#plan(following(turn, interval(), now));
  }
}
