import type { DrillContext } from '../drill.ts';
import type { Ledger } from './ledger.ts';
import type { Witness } from './witness.ts';

export interface FirstWrite {
  readonly tier: string;
  /** When it was acknowledged, ms on the drill's clock. */
  readonly at: number;
}

/** A store that holds everything takes a write within moments, ms. */
const limit = 60_000;

/** A client of each store that writes one record as soon as it may, and sees when that is acknowledged. */
export class Probes {
  readonly #witnesses: readonly Witness[];
  readonly #ledger: Ledger;
  readonly #now: () => number;
  readonly #over = new AbortController();
  #running: Promise<readonly (FirstWrite | undefined)[]> = Promise.resolve([]);

  constructor(witnesses: readonly Witness[], ledger: Ledger, now: () => number) {
    this.#witnesses = witnesses;
    this.#ledger = ledger;
    this.#now = now;
  }

  begin(context: DrillContext, word: string): void {
    const signal = AbortSignal.any([context.signal, this.#over.signal, AbortSignal.timeout(limit)]);
    this.#running = Promise.all(
      this.#witnesses.map(async (witness) => {
        const note = this.#ledger.noteOf(witness.tier);
        // One that is never acknowledged is no first write; what that means is seen when all is read back.
        const done = await witness.probe({ ...context, signal, word, note }).then(
          () => true,
          () => false,
        );
        return done ? { tier: witness.tier, at: this.#now() } : undefined;
      }),
    );
  }

  /** Those that were acknowledged. */
  async ended(): Promise<readonly FirstWrite[]> {
    return (await this.#running).flatMap((one) => one ?? []);
  }

  giveUp(): void {
    this.#over.abort();
  }
}
