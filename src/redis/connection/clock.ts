/** ms that a timer may be late before it says that this process was held up, and not the server. */
const heldUp = 25;

/**
 * Calls at once, or, when it should have been called well before, after what has arrived meanwhile was read: Node looks at
 * timers first, and a process that got no CPU for a while would take every server for silent whose reply waits in a socket.
 */
export function afterReading(due: number, call: () => void): void {
  if (performance.now() - due < heldUp) call();
  else setImmediate(call);
}

/**
 * The one timer of a connection, for the earliest of everything that may be late. It never keeps a process alive: the
 * socket does, while somebody waits.
 */
export class Clock {
  private readonly ring: (now: number) => void;
  private timer: NodeJS.Timeout | undefined;
  private at = Infinity;

  /** `ring` is called at or after the time it was set for; the clock is not set any more then. */
  constructor(ring: (now: number) => void) {
    this.ring = ring;
  }

  /** Sets the clock for `at`, ms of performance.now(), unless it rings earlier already. */
  set(at: number, now: number): void {
    if (at >= this.at) return;
    this.stop();
    this.at = at;
    // Node's timers are no more precise than this, and a tenth of a second of silence must not mean a busy loop.
    const delay = Math.min(Math.max(1, Math.ceil(at - now)), 2 ** 31 - 1);
    this.timer = setTimeout(() => {
      this.at = Infinity;
      afterReading(now + delay, () => {
        this.ring(performance.now());
      });
    }, delay).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.at = Infinity;
  }
}
