/** Readings that are kept: at one a second as old as clocks of two machines run alike for. */
const kept = 16;

interface Reading {
  /** Ours less theirs, ms. */
  readonly offset: number;
  /** The offset is known to this, to either side, ms. */
  readonly error: number;
}

/**
 * How another clock stands to ours, when all that can be done is to ask. The answer was read at some moment between
 * question and answer, so half of the time between them is what the offset may be wrong by; of the last readings the quickest
 * counts. One that cannot be true together with an older one says that a clock has moved meanwhile: then what was before is
 * forgotten.
 */
export class OtherClock {
  #readings: readonly Reading[] = [];
  #best: Reading | undefined;
  #worst = 0;

  /** @param times of question and answer by our clock, and the answer by theirs, ms */
  read({ asked, answered, theirs }: { asked: number; answered: number; theirs: number }): void {
    const error = (answered - asked) / 2;
    const reading = { offset: asked + error - theirs, error };
    const agree = this.#readings.every(
      (one) => Math.abs(one.offset - reading.offset) <= one.error + reading.error,
    );
    this.#readings = [...(agree ? this.#readings : []), reading].slice(-kept);
    this.#best = this.#readings.reduce((best, one) => (one.error < best.error ? one : best));
  }

  /** A time of theirs in ours, ms. */
  ours(theirs: number): number {
    if (this.#best === undefined) throw new Error('the other clock was never read');
    this.#worst = Math.max(this.#worst, this.#best.error);
    return theirs + this.#best.offset;
  }

  /** What any time so far may be wrong by, ms. */
  get error(): number {
    return this.#worst;
  }
}
