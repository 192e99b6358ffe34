/** The outcome of work that others wait for as well, unless the signal fires first; then throws its reason. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let giveUp = (): void => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = () => {
      reject(signal.reason as Error);
    };
  });
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, givenUp]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** Calls back again and again, `delay` ms after the last time each; chance spreads those of many clients. */
export class Ticker {
  private readonly tick: () => void;
  private readonly delay: () => number;
  private timer: NodeJS.Timeout | undefined;

  constructor(tick: () => void, delay: () => number) {
    this.tick = tick;
    this.delay = delay;
  }

  /** From now on, after one `delay`; also to begin it anew. */
  start(): void {
    this.stop();
    this.timer = setTimeout(
      () => {
        this.start();
        this.tick();
      },
      this.delay() * (0.75 + Math.random() / 2),
    ).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
