import type { Operation } from '../history.ts';
import { Latencies } from '../rate/latencies.ts';

/** From the first end of a range to its last, ms: no gap of such a stream is known better. */
export const rangeLength = 50;

interface Open {
  readonly first: Operation;
  last: Operation;
  count: number;
  slowest: number;
  readonly took: Latencies;
}

/**
 * Puts operations that are alike, follow each other and end within a moment into one: what a fast stream takes of memory is then
 * by time, not by its rate.
 */
export class Ranges {
  readonly #keep: (range: Operation) => void;
  /** Whether values have to follow each other: of what is read back each one counts. */
  readonly #inRow: boolean;
  /** By key. */
  readonly #open = new Map<string, Open>();

  constructor(inRow: boolean, keep: (range: Operation) => void) {
    this.#inRow = inRow;
    this.#keep = keep;
  }

  add(operation: Operation): void {
    const took = operation.end - operation.at;
    const open = this.#open.get(operation.key);
    if (open !== undefined && this.#continues(open, operation)) {
      open.last = operation;
      open.count += 1;
      open.slowest = Math.max(open.slowest, took);
      open.took.add(took);
      return;
    }
    this.close(open === undefined ? operation.end - rangeLength : Infinity);
    const all = new Latencies();
    all.add(took);
    this.#open.set(operation.key, { first: operation, last: operation, count: 1, slowest: took, took: all });
  }

  /** Keeps what is still open and began before then: all of it unless said. */
  close(before = Infinity): void {
    for (const [key, { first, last, count, slowest, took }] of this.#open) {
      if (first.end >= before) continue;
      this.#open.delete(key);
      this.#keep(count === 1 ? first : { ...last, at: first.at, count, slowest, took: took.steps });
    }
  }

  #continues({ first, last }: Open, next: Operation): boolean {
    return (
      next.outcome === last.outcome &&
      next.why === last.why &&
      next.end >= last.end &&
      next.end - first.end < rangeLength &&
      // Nobody looks for what was surely not applied.
      (!this.#inRow || next.outcome === 'fail' || next.value === last.value + 1)
    );
  }
}
