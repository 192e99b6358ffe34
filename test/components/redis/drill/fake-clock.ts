/** Time that passes when a test says so. */
export class FakeClock {
  readonly #early: number;
  #now = 0;
  #timers: { at: number; call: () => void }[] = [];

  constructor(early = 0) {
    this.#early = early;
  }

  now = () => this.#now;

  after = (milliseconds: number, call: () => void) => {
    const timer = { at: this.#now + Math.max(0, milliseconds - this.#early), call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };

  get waiting(): number {
    return this.#timers.length;
  }

  async to(time: number): Promise<void> {
    for (;;) {
      await settled();
      const [next] = this.#timers.filter(({ at }) => at <= time).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = time;
  }
}

/** When every promise that can go on has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
