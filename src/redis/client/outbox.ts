import { Clock } from '../connection/clock.ts';
import type { CommandOptions, Connection } from '../connection/connection.ts';
import { defaultLimit, windowOf } from '../connection/defaults.ts';
import type { ConnectionSettings } from '../connection/options.ts';
import type { Fail, Settle } from '../connection/ring.ts';
import { unplaced, Waiting, withSignal, type Held } from '../connection/waiting.ts';
import type { UnansweredCode, UnansweredError } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import { noConnection } from './arrivals.ts';

/** Commands that wait for a connection, with their deadlines. Whatever fails in here was surely not applied. */
export class Outbox {
  /** Why there is no connection, as the errors say it. */
  why: Error = new Error('it has not connected yet');
  private readonly waiting = new Waiting();
  private readonly clock: Clock;
  private readonly most: number;
  private readonly timeout: number;
  private closed = false;

  constructor({ highWaterMark, whenFull, timeout = defaultLimit }: ConnectionSettings) {
    const { commands } = windowOf(highWaterMark);
    this.most = whenFull === 'reject' ? commands : Infinity;
    this.timeout = timeout;
    this.clock = new Clock((now) => {
      this.clock.set(
        this.waiting.expire(now, () => this.error('TIMEOUT')),
        now,
      );
    });
  }

  get length(): number {
    return this.waiting.length;
  }

  hold(words: readonly Argument[], settle: Settle, fail: Fail, options: CommandOptions = {}): void {
    const { shape = 'text', timeout = this.timeout, signal } = options;
    if (signal?.aborted === true) fail(this.error('ABORTED', signal.reason));
    else if (this.waiting.length >= this.most) fail(this.error('FULL'));
    else {
      const deadline = timeout > 0 ? performance.now() + timeout : Infinity;
      this.take(
        withSignal({ words, settle, fail, shape, deadline, place: unplaced, abort: this.abort }, signal),
      );
    }
  }

  /** Takes a command over from a connection that is over. */
  take(held: Held): void {
    held.abort = this.abort;
    if (this.closed) held.fail(this.error('CLOSED'));
    else {
      this.waiting.add(held);
      this.clock.set(held.deadline, performance.now());
    }
  }

  /** Hands everything over, in order. */
  giveTo(connection: Connection): void {
    this.clock.stop();
    for (const held of this.waiting.takeAll()) connection.adopt(held);
  }

  /** Fails what waits and takes nothing more. */
  close(): void {
    this.closed = true;
    this.why = new Error('the client is closed');
    this.clock.stop();
    for (const { fail } of this.waiting.takeAll()) fail(this.error('CLOSED'));
  }

  private readonly abort = (held: Held, signal: AbortSignal): void => {
    this.waiting.remove(held, this.error('ABORTED', signal.reason));
  };

  private error(code: UnansweredCode, cause: unknown = this.why): UnansweredError {
    return noConnection(code, cause);
  }
}
