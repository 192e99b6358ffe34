import type { Reply, Shape } from '../protocol/reply.ts';

/** Gets a reply; runs inside the reading of the socket and must not throw. */
export type Settle = (value: Reply) => void;

/** Gets the error instead of a reply; must not throw either. */
export type Fail = (error: Error) => void;

const shapes: readonly Shape[] = ['text', 'buffer', 'none'];
const codes: Readonly<Record<Shape, number>> = { text: 0, buffer: 1, none: 2 };
const ignore = (): void => undefined;
/** The deadline of a place that nobody waits at any more: never over, and not for ever either. */
const abandoned = NaN;

/**
 * Who waits for the replies to come, in order. Parallel arrays that are used again and again: a command costs no
 * object here. A place may stand for several replies in a row.
 *
 * Places are numbered from 0 on for the life of a connection, which outlasts 2^53.
 */
export class Ring {
  private settles: (Settle | undefined)[];
  private fails: (Fail | undefined)[];
  private deadlines: Float64Array;
  private missing: Uint32Array;
  private kinds: Uint8Array;
  private mask: number;
  private head = 0;
  private tail = 0;
  /** Replies to come, over all places. */
  replies = 0;

  /** `size` is a power of two; the ring doubles when it is full. */
  constructor(size = 1024) {
    this.settles = new Array<Settle | undefined>(size).fill(undefined);
    this.fails = new Array<Fail | undefined>(size).fill(undefined);
    this.deadlines = new Float64Array(size);
    this.missing = new Uint32Array(size);
    this.kinds = new Uint8Array(size);
    this.mask = size - 1;
  }

  /** The number of the next place. */
  get next(): number {
    return this.tail;
  }

  /** A place for `replies` replies; `deadline` in ms of performance.now(), or Infinity. */
  push(settle: Settle, fail: Fail, shape: Shape, deadline: number, replies = 1): void {
    if (this.tail - this.head > this.mask) this.grow();
    const i = this.tail++ & this.mask;
    this.settles[i] = settle;
    this.fails[i] = fail;
    this.deadlines[i] = deadline;
    this.missing[i] = replies;
    this.kinds[i] = codes[shape];
    this.replies += replies;
  }

  /** Whether the reply that is next may take for ever. */
  get blocked(): boolean {
    return this.replies > 0 && this.deadlines[this.head & this.mask] === Infinity;
  }

  /** How the next reply is wanted. */
  shape(): Shape {
    return this.replies === 0 ? 'text' : (shapes[this.kinds[this.head & this.mask] ?? 0] ?? 'text');
  }

  /** The next reply is there; false when nobody waits for one. */
  settle(value: Reply): boolean {
    if (this.replies === 0) return false;
    const i = this.head & this.mask;
    const settle = this.settles[i] ?? ignore;
    this.passed(i);
    settle(value);
    return true;
  }

  /** The next reply is an error; false when nobody waits for one. */
  fail(error: Error): boolean {
    if (this.replies === 0) return false;
    const i = this.head & this.mask;
    const fail = this.fails[i] ?? ignore;
    this.passed(i);
    fail(error);
    return true;
  }

  /** Gives up waiting at a place: its reply, when it comes, is dropped. False when the reply has come already. */
  abandon(place: number, error: Error): boolean {
    if (place < this.head || place >= this.tail) return false;
    const i = place & this.mask;
    const fail = this.fails[i] ?? ignore;
    this.settles[i] = ignore;
    this.fails[i] = ignore;
    this.deadlines[i] = abandoned;
    this.kinds[i] = codes.none;
    fail(error);
    return true;
  }

  /** Abandons every place whose deadline is over; returns the earliest deadline that is left, or Infinity. */
  expire(now: number, error: (place: number) => Error): number {
    let earliest = Infinity;
    for (let place = this.head; place < this.tail; place++) {
      const deadline = this.deadlines[place & this.mask] ?? abandoned;
      if (deadline <= now) this.abandon(place, error(place));
      else if (deadline < earliest) earliest = deadline;
    }
    return earliest;
  }

  /** Fails everybody who still waits, in order, and is empty. */
  failAll(error: (place: number) => Error): void {
    while (this.head < this.tail) {
      const i = this.head & this.mask;
      const fail = this.fails[i] ?? ignore;
      const reason = error(this.head);
      this.replies -= (this.missing[i] ?? 1) - 1;
      this.missing[i] = 1;
      this.passed(i);
      fail(reason);
    }
  }

  private passed(i: number): void {
    this.replies--;
    const missing = (this.missing[i] ?? 1) - 1;
    this.missing[i] = missing;
    if (missing > 0) return;
    this.settles[i] = undefined;
    this.fails[i] = undefined;
    this.head++;
  }

  /** Twice the size. A place keeps its number, so every entry moves to where the new mask looks for it. */
  private grow(): void {
    const bigger = new Ring((this.mask + 1) * 2);
    for (let place = this.head; place < this.tail; place++) bigger.copy(this, place);
    this.settles = bigger.settles;
    this.fails = bigger.fails;
    this.deadlines = bigger.deadlines;
    this.missing = bigger.missing;
    this.kinds = bigger.kinds;
    this.mask = bigger.mask;
  }

  private copy(from: Ring, place: number): void {
    const source = place & from.mask;
    const target = place & this.mask;
    this.settles[target] = from.settles[source];
    this.fails[target] = from.fails[source];
    this.deadlines[target] = from.deadlines[source] ?? abandoned;
    this.missing[target] = from.missing[source] ?? 1;
    this.kinds[target] = from.kinds[source] ?? 0;
  }
}
