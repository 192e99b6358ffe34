import type { Socket } from 'node:net';
import type { Road } from './road.ts';

/** Bytes that one direction of a connection holds back at most: then its sender has to wait, as for a slow reader. */
const most = 256 * 1024;

/** What came from the sender, in its order: its end and its reset as well. */
interface Item {
  /** Not before then, ms of performance.now(), while the road lags; nor before what came first. */
  readonly due: number;
  readonly what: Buffer | 'end' | 'reset';
}

/**
 * One direction of a connection. On a road that passes each chunk is written as it comes; otherwise chunks wait in a row,
 * so that nothing is ever out of order, whatever the road does in between.
 */
export class Flow {
  readonly #from: Socket;
  readonly #road: Road;
  readonly #row: Item[] = [];
  #to: Socket | undefined;
  #held = 0;
  /** The receiver takes nothing more just now. */
  #blocked = false;
  #paused = false;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, road: Road) {
    this.#from = from;
    this.#road = road;
    from.on('data', (bytes: Buffer) => {
      this.#take(bytes);
    });
    from.on('end', () => {
      this.#ended = true;
      this.#take('end');
    });
    from.on('close', (failed) => {
      if (failed || !this.#ended) this.#take('reset');
    });
  }

  /** Where it leads; until then everything waits. */
  lead(to: Socket): void {
    this.#to = to;
    to.on('drain', () => {
      this.#blocked = false;
      this.pump();
    });
    to.on('close', () => {
      this.drop();
    });
    this.pump();
  }

  /** Passes on what the road lets through by now. */
  pump(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const [next] = this.#row;
      if (next === undefined || this.#to === undefined || this.#blocked || !this.#road.open) break;
      const wait = this.#road.condition === 'lag' ? next.due - performance.now() : 0;
      if (wait > 0) {
        // Timers may be early by a part of a millisecond.
        this.#timer = setTimeout(() => {
          this.pump();
        }, Math.ceil(wait));
        break;
      }
      this.#row.shift();
      this.#held -= sizeOf(next.what);
      this.#pass(next.what, this.#to);
    }
    this.#hold();
  }

  /** Forgets what waits: there is nobody to get it any more. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#row.length = 0;
    this.#held = 0;
    this.#blocked = false;
    this.#hold();
  }

  #take(what: Item['what']): void {
    if (
      this.#to !== undefined &&
      this.#row.length === 0 &&
      !this.#blocked &&
      this.#road.condition === 'pass'
    ) {
      this.#pass(what, this.#to);
      this.#hold();
      return;
    }
    this.#row.push({ due: performance.now() + this.#road.extra, what });
    this.#held += sizeOf(what);
    if (this.#row.length === 1) this.pump();
    else this.#hold();
  }

  #pass(what: Item['what'], to: Socket): void {
    if (what === 'reset') to.resetAndDestroy();
    else if (!to.writable) return;
    else if (what === 'end') to.end();
    else this.#blocked = !to.write(what);
  }

  /** Reads on, or lets the sender wait. */
  #hold(): void {
    const full = this.#blocked || this.#held >= most;
    if (full === this.#paused) return;
    this.#paused = full;
    if (full) this.#from.pause();
    else this.#from.resume();
  }
}

function sizeOf(what: Item['what']): number {
  return typeof what === 'string' ? 0 : what.length;
}
