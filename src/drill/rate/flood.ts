import type { Operation } from '../history.ts';
import type { Pen } from '../workload.ts';
import { Latencies } from './latencies.ts';

/** What became of one operation. */
export type Ended = Pick<Operation, 'key' | 'value' | 'outcome' | 'why'>;

export interface FloodOptions {
  /** ms since the history began. */
  readonly now: () => number;
  readonly pen: Pen;
  /** Begins the next one. Its promise never rejects. */
  readonly issue: () => Promise<Ended>;
  /** Where it would go: that of one that is not begun. */
  readonly key: () => string;
  /** Under way at the same time. What is due beyond that is not begun and has failed: memory must not grow with an outage. */
  readonly most: number;
  readonly eased: boolean;
}

/** What was seen since the last look. */
export interface Measured {
  readonly issued: number;
  readonly ended: number;
  /** Of these: not acknowledged. */
  readonly bad: number;
  /** ms; undefined when nothing ended. */
  readonly p99: number | undefined;
  readonly underWay: number;
}

/** Between two looks at what is due, ms: a hundred at a time is what an application does as well. */
const tick = 2;

/**
 * Operations at a rate that can be set, open loop: each is begun when it is due, whether or not others were answered, and
 * counts from when it was due.
 */
export class Flood {
  readonly #options: FloodOptions;
  /** A second. */
  #rate = 0;
  #eased: boolean;
  /** When the next one is due. */
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #underWay = 0;
  #issued = 0;
  #bad = 0;
  #took = new Latencies();
  #idle: () => void = () => undefined;

  constructor(options: FloodOptions) {
    this.#options = options;
    this.#eased = options.eased;
  }

  /** So many a second from now on; none at 0. */
  press(rate: number): void {
    this.#rate = rate;
    this.#go();
  }

  /** While nobody looks at the tier there is none of it. */
  readonly ease = (eased: boolean): void => {
    this.#eased = eased;
    this.#go();
  };

  /** What was seen since the last time. */
  take(): Measured {
    const measured = {
      issued: this.#issued,
      ended: this.#took.total,
      bad: this.#bad,
      p99: this.#took.quantile(0.99),
      underWay: this.#underWay,
    };
    this.#issued = 0;
    this.#bad = 0;
    this.#took = new Latencies();
    return measured;
  }

  /** No new one; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#rate = 0;
    this.#go();
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  #go(): void {
    clearTimeout(this.#timer);
    if (this.#rate === 0 || this.#eased) return;
    this.#next = this.#options.now();
    this.#timer = setTimeout(this.#turn, tick);
  }

  readonly #turn = (): void => {
    const { now } = this.#options;
    const between = 1000 / this.#rate;
    for (const present = now(); this.#next <= present; this.#next += between) this.#begin(this.#next);
    this.#timer = setTimeout(this.#turn, tick);
  };

  #begin(at: number): void {
    const { issue, key, most } = this.#options;
    this.#issued += 1;
    if (this.#underWay >= most) {
      const why = `${String(most)} are still without an answer`;
      this.#end(at, { key: key(), value: 0, outcome: 'fail', why });
      return;
    }
    this.#underWay += 1;
    void issue().then((ended) => {
      this.#underWay -= 1;
      this.#end(at, ended);
      if (this.#underWay === 0) this.#idle();
    });
  }

  #end(at: number, ended: Ended): void {
    const { now, pen } = this.#options;
    const end = now();
    if (ended.outcome !== 'ok') this.#bad += 1;
    this.#took.add(end - at);
    pen({ ...ended, at, end });
  }
}
