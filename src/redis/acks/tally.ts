/** What became of each command of a batch, a byte each. */
export const outcomeCodes = { ok: 0, fail: 1, unknown: 2 } as const;

export interface BatchOutcome {
  readonly ok: number;
  readonly fail: number;
  readonly unknown: number;
  /** By index: see `outcomeCodes`. */
  readonly outcomes: Uint8Array;
  /** The first of each, for a message. */
  readonly firstFail: Error | undefined;
  readonly firstUnknown: Error | undefined;
}

/** Outcomes while a batch runs. A command that may have been applied once is never a `fail` any more. */
export class Tally {
  readonly outcomes: Uint8Array;
  /** Of how many the outcome is settled. */
  settled = 0;
  private readonly doubtful = new Set<number>();
  private fails = 0;
  private unknowns = 0;
  private firstFail: Error | undefined;
  private firstUnknown: Error | undefined;

  constructor(count: number) {
    this.outcomes = new Uint8Array(count);
  }

  get result(): BatchOutcome {
    return {
      ok: this.outcomes.length - this.fails - this.unknowns,
      fail: this.fails,
      unknown: this.unknowns,
      outcomes: this.outcomes,
      firstFail: this.firstFail,
      firstUnknown: this.firstUnknown,
    };
  }

  doubt(index: number): void {
    this.doubtful.add(index);
  }

  settle(index: number, error?: Error, applied: 'surely not' | 'perhaps' = 'perhaps'): void {
    this.settled++;
    if (error === undefined) return;
    const isFail = applied === 'surely not' && !this.doubtful.has(index);
    this.outcomes[index] = outcomeCodes[isFail ? 'fail' : 'unknown'];
    if (isFail) {
      this.fails++;
      this.firstFail ??= error;
    } else {
      this.unknowns++;
      this.firstUnknown ??= error;
    }
  }
}
