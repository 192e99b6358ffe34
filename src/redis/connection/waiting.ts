import type { Argument } from '../protocol/outgoing.ts';
import type { Shape } from '../protocol/reply.ts';
import type { Fail, Settle } from './ring.ts';

/** No place in the ring yet. */
export const unplaced = -1;

/** A command that waits for room, or that a signal may give up. */
export interface Held {
  readonly words: readonly Argument[];
  readonly settle: Settle;
  readonly fail: Fail;
  readonly shape: Shape;
  /** ms of performance.now(), or Infinity. */
  readonly deadline: number;
  /** In the ring, once it is encoded. */
  place: number;
  /** What its signal does when it fires; whoever holds the command sets this. */
  abort: (held: Held, signal: AbortSignal) => void;
}

/** The same command, given up when the signal fires; it stops listening as soon as it is settled. */
export function withSignal(held: Held, signal: AbortSignal | undefined): Held {
  if (signal === undefined) return held;
  const done = (): void => {
    signal.removeEventListener('abort', aborted);
  };
  const watched: Held = {
    ...held,
    settle: (value) => {
      done();
      held.settle(value);
    },
    fail: (error) => {
      done();
      held.fail(error);
    },
  };
  const aborted = (): void => {
    watched.abort(watched, signal);
  };
  signal.addEventListener('abort', aborted, { once: true });
  return watched;
}

/** Commands that wait for room, first come first served. Whatever is failed out of here was surely not applied. */
export class Waiting {
  private held: Held[] = [];
  private first = 0;

  get length(): number {
    return this.held.length - this.first;
  }

  add(command: Held): void {
    this.held.push(command);
  }

  shift(): Held | undefined {
    const next = this.held[this.first];
    if (next === undefined) return undefined;
    this.first++;
    // Moved down only when half of it is empty: a shift of a long array costs its length.
    if (this.first * 2 > this.held.length) {
      this.held = this.held.slice(this.first);
      this.first = 0;
    }
    return next;
  }

  /** Fails one; false when it is not here any more. */
  remove(command: Held, error: Error): boolean {
    const index = this.held.indexOf(command, this.first);
    if (index === -1) return false;
    this.held.splice(index, 1);
    command.fail(error);
    return true;
  }

  /** Fails all whose deadline is over; returns the earliest that is left, or Infinity. */
  expire(now: number, error: () => Error): number {
    const all = this.held.slice(this.first);
    this.held = all.filter(({ deadline }) => deadline > now);
    this.first = 0;
    for (const { deadline, fail } of all) if (deadline <= now) fail(error());
    return this.held.reduce((earliest, { deadline }) => Math.min(earliest, deadline), Infinity);
  }

  /** All of them, which do not wait here any more. */
  takeAll(): readonly Held[] {
    const all = this.held.slice(this.first);
    this.held = [];
    this.first = 0;
    return all;
  }
}
