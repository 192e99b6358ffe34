/** Each step is longer than the one before by so much: what is read from them is at most that too long. */
const factor = 1.1;
/** ms; what is shorter is called so. */
const shortest = 0.05;

/** How long many operations took, in steps: the same memory for any number of them. */
export class Latencies {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(milliseconds: number, count = 1): void {
    const step = Math.max(0, Math.ceil(Math.log(milliseconds / shortest) / Math.log(factor)));
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + count);
    this.#total += count;
  }

  get total(): number {
    return this.#total;
  }

  /** No more than this share of them took longer, ms, to the bad side by a step; undefined when there is none. */
  quantile(share: number): number | undefined {
    let left = Math.max(1, Math.ceil(share * this.#total));
    for (const [upTo, count] of this.steps) {
      left -= count;
      if (left <= 0) return upTo;
    }
    return undefined;
  }

  /** As many took no longer than so many ms, and longer than the step before. */
  get steps(): readonly (readonly [upTo: number, count: number])[] {
    const steps = [...this.#counts].toSorted(([a], [b]) => a - b);
    return steps.map(([step, count]) => [shortest * factor ** step, count] as const);
  }
}
