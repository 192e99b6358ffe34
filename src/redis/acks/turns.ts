import { noConnection } from '../client/arrivals.ts';
import { Clock } from '../connection/clock.ts';
import type { Connection } from '../connection/connection.ts';

/** Something to be issued when there is a connection with room. Neither function may throw. */
export interface Turn {
  /** ms of performance.now(). */
  readonly deadline: number;
  go(connection: Connection): void;
  /** There was none in time, or there will be none. Nothing was sent. */
  late(error: Error): void;
}

/** ms after which a refusal that passes by itself is put to the test again; one timer for all that wait for it. */
const again = 40;

/**
 * Who waits for a connection, for room on it, or for a refusal to pass; first come first served. What goes is issued on
 * a connection that is known, so that its acknowledgement can be asked for there.
 */
export class Turns {
  /** Why there is no connection. */
  why: Error = new Error('it has not connected yet');
  private readonly current: () => Connection | undefined;
  private waiting: Turn[] = [];
  private later: Turn[] = [];
  private readonly clock: Clock;
  private timer: NodeJS.Timeout | undefined;
  private draining = false;
  private closed = false;

  constructor(current: () => Connection | undefined) {
    this.current = current;
    this.clock = new Clock((now) => {
      this.expire(now);
    });
  }

  /** Whether somebody waits who was here first. */
  get busy(): boolean {
    return this.waiting.length > 0;
  }

  /** Goes now, or as soon as it can. */
  enter(turn: Turn): void {
    const connection = this.waiting.length === 0 ? this.usable() : undefined;
    if (connection !== undefined) turn.go(connection);
    else if (this.closed) turn.late(this.error('CLOSED'));
    else {
      this.waiting.push(turn);
      this.clock.set(turn.deadline, performance.now());
      this.drain();
    }
  }

  /** Goes in a while. */
  enterLater(turn: Turn): void {
    if (this.closed) {
      turn.late(this.error('CLOSED'));
      return;
    }
    this.later.push(turn);
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        for (const next of this.later.splice(0)) this.enter(next);
      },
      again * (0.75 + Math.random() / 2),
    );
  }

  /** Gives a turn up; false when it does not wait. */
  leave(turn: Turn): boolean {
    for (const list of [this.waiting, this.later]) {
      const at = list.indexOf(turn);
      if (at !== -1) list.splice(at, 1);
      if (at !== -1) return true;
    }
    return false;
  }

  /** There is a connection, or room on it. */
  readonly pump = (): void => {
    const all = this.waiting;
    this.waiting = [];
    let at = 0;
    for (; at < all.length && this.usable() !== undefined; at++) {
      const connection = this.usable();
      if (connection !== undefined) all[at]?.go(connection);
    }
    // What a turn had entered anew comes after those that waited before it.
    this.waiting = [...all.slice(at), ...this.waiting];
    this.drain();
  };

  close(): void {
    this.closed = true;
    this.why = new Error('the client is closed');
    this.clock.stop();
    clearTimeout(this.timer);
    for (const turn of [...this.waiting.splice(0), ...this.later.splice(0)]) turn.late(this.error('CLOSED'));
  }

  private usable(): Connection | undefined {
    const connection = this.current();
    return connection?.open === true && !connection.full ? connection : undefined;
  }

  /** A connection that is there but full says when it is not. One that is not there announces itself by `pump`. */
  private drain(): void {
    const connection = this.current();
    if (connection?.open !== true || this.draining || this.waiting.length === 0) return;
    this.draining = true;
    const over = (): void => {
      this.draining = false;
      this.pump();
    };
    connection.drain().then(over, over);
  }

  private expire(now: number): void {
    const all = this.waiting;
    this.waiting = all.filter(({ deadline }) => deadline > now);
    for (const turn of all) if (turn.deadline <= now) turn.late(this.error('TIMEOUT'));
    const next = this.waiting.reduce((earliest, { deadline }) => Math.min(earliest, deadline), Infinity);
    this.clock.set(next, now);
  }

  private error(code: 'TIMEOUT' | 'CLOSED'): Error {
    return noConnection(code, this.why);
  }
}
