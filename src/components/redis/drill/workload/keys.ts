import type { Answer } from './answer.ts';

/** Writes on one key, at most, unless said. */
const usualStay = 100;

/** An answer that took longer, ms, may be of another node, or of a second try. */
export const prompt = 100;

/**
 * The keys of one writer, one at a time. A loss shows only on a key that nobody writes to afterwards, and an old write on
 * its way that is applied late, over a newer one, would look like one. So a key is left alone as soon as something was not
 * as always: after a write of which nobody knows what became, one that took long, one that was refused on a key that
 * holds anything; and now and then in any case. The sequence goes on over all keys.
 */
export class KeyChain {
  /** Every key so far, the present one last. */
  readonly all: string[] = [];
  readonly #prefix: string;
  readonly #stay: number;
  #sequence = 0;
  #writes = 0;
  #holds = false;

  /** @param stay writes on one key, at most */
  constructor(prefix: string, stay = usualStay) {
    this.#prefix = prefix;
    this.#stay = stay;
    this.renew();
  }

  get current(): string {
    return this.all.at(-1) ?? '';
  }

  /** The next value to write, from 1. */
  next(): number {
    this.#writes += 1;
    return (this.#sequence += 1);
  }

  /** The write is over; it took so many ms. */
  ended({ outcome }: Pick<Answer, 'outcome'>, took: number): void {
    const doubtful = outcome === 'info' || took > prompt || (outcome === 'fail' && this.#holds);
    if (outcome === 'ok') this.#holds = true;
    if (doubtful || this.#writes >= this.#stay) this.renew();
  }

  renew(): void {
    this.#writes = 0;
    this.#holds = false;
    this.all.push(`${this.#prefix}.${String(this.all.length + 1)}`);
  }
}
