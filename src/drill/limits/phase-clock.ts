import { setMaxListeners } from 'node:events';
import type { Phase } from './phases.ts';

/** How long a phase goes on for loads that have not met their limit yet, ms: a slow host needs more than the phase. */
const patience = 60_000;

/**
 * When a phase is over: after its seconds, or later, when the last of its loads has met its limit. The seconds are how
 * long all press; how fast a host fills a memory is another matter, and a load that came too late has shown nothing.
 */
export class PhaseClock {
  /** Fires when the phase is over, or the user interrupts. */
  readonly over: AbortSignal;
  readonly #controller = new AbortController();
  readonly #waiting: Set<string>;
  readonly #timer: NodeJS.Timeout;
  #late = false;

  /** Throws nothing. `after` is the longest overtime, ms. */
  constructor({ seconds, pressures }: Phase, interrupted: AbortSignal, after = patience) {
    this.over = AbortSignal.any([this.#controller.signal, interrupted]);
    // Hundreds of clients wait for it, on purpose.
    setMaxListeners(0, this.over);
    this.#waiting = new Set(pressures.map(({ name }) => name));
    this.#timer = setTimeout(() => {
      this.#late = true;
      this.#endWhenAllHaveBitten();
      setTimeout(() => {
        this.end();
      }, after).unref();
    }, seconds * 1000);
  }

  /** A load has met its limit, or will never. */
  bitten(name: string): void {
    this.#waiting.delete(name);
    this.#endWhenAllHaveBitten();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }

  #endWhenAllHaveBitten(): void {
    if (this.#late && this.#waiting.size === 0) this.end();
  }
}
