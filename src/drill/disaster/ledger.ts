import type { Written } from './record.ts';

/** Notes a write as it is sent; what it gives back is called when it was acknowledged, and never otherwise. */
export type Note = (record: Pick<Written, 'id' | 'value' | 'row'>) => () => void;

/** A record whose answer may still come. */
type Entry = Omit<Written, 'acknowledged'> & { acknowledged?: number };

/** Every write of a drill, in the order in which they were sent. */
export class Ledger {
  readonly #now: () => number;
  readonly #entries: Entry[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  get entries(): readonly Written[] {
    return this.#entries;
  }

  /** For the clients of one tier. */
  noteOf(tier: string): Note {
    return (record) => {
      const entry: Entry = { tier, ...record, sent: this.#now() };
      this.#entries.push(entry);
      return () => {
        entry.acknowledged ??= this.#now();
      };
    };
  }

  /** How many of a tier were acknowledged up to a moment. */
  acknowledgedAt(tier: string, moment: number): number {
    return this.#entries.filter((one) => one.tier === tier && (one.acknowledged ?? Infinity) <= moment)
      .length;
  }
}
