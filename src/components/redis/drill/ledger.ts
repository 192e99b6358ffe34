/**
 * What was acknowledged: of each key the highest sequence. A key that holds less at the end, or nothing, has lost a
 * write; more is a write whose answer never came. Pure.
 */
export class Ledger {
  readonly #highest = new Map<number, number>();
  #acknowledged = 0;

  /** Writes acknowledged so far. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  get keys(): readonly number[] {
    return [...this.#highest.keys()];
  }

  note(key: number, sequence: number): void {
    this.#acknowledged += 1;
    if (sequence > (this.#highest.get(key) ?? -1)) this.#highest.set(key, sequence);
  }

  /** A key that we removed ourselves owes nothing. */
  forget(key: number): void {
    this.#highest.delete(key);
  }

  /** Of these keys those that hold less than was acknowledged; `found` is what each holds, undefined for nothing. */
  lost(keys: readonly number[], found: readonly (number | undefined)[]): readonly number[] {
    return keys.filter((key, index) => {
      const wanted = this.#highest.get(key);
      return wanted !== undefined && (found[index] ?? -1) < wanted;
    });
  }
}
