import { UnansweredError, type UnansweredCode } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply, Shape } from '../protocol/reply.ts';
import { capture, captured } from './capture.ts';
import { Clock } from './clock.ts';
import { defaultLimit, windowOf } from './defaults.ts';
import { nameOf, type Endpoint } from './endpoint.ts';
import type { ConnectionOptions, HighWaterMark } from './options.ts';
import type { Fail, Settle } from './ring.ts';
import { unplaced, Waiting, withSignal, type Held } from './waiting.ts';

import { Wire } from './wire.ts';

/** What one command may want otherwise than its connection. */
export interface CommandOptions {
  /** How its reply's strings are wanted; `text` unless said. */
  readonly shape?: Shape;
  /** ms from now to its reply; 0 is for ever, as a blocking command needs it. */
  readonly timeout?: number;
  /** Gives the command up. One that waited for room is surely not applied; of others nobody knows. */
  readonly signal?: AbortSignal;
}

export type ManyOptions = Omit<CommandOptions, 'signal'>;

/**
 * One socket to one server, past its greeting: made by `createConnection`. Commands issued in a tick leave in one
 * write, replies settle in order. It ends once and never comes back.
 */
export class Connection {
  readonly endpoint: Endpoint;
  /** What the server speaks; set by the greeting. */
  protocol: 2 | 3 = 2;
  /** What the server told in its greeting (version, mode, role); empty when it knows no HELLO. */
  server: ReadonlyMap<string, Reply> = new Map<string, Reply>();
  /** Called before each write: what it issues leaves in that write. Must not throw. */
  beforeFlush: (() => void) | undefined;

  private readonly options: ConnectionOptions;
  private readonly wire: Wire;
  private readonly waiting = new Waiting();
  private readonly clock: Clock;
  private readonly limit: Required<HighWaterMark>;
  private readonly timeout: number;
  private readonly stall: number;
  private readonly drains: { resolve: () => void; reject: (error: Error) => void }[] = [];
  private state: 'open' | 'closing' | 'ended' = 'open';
  private greeted = false;
  /** Since when somebody waits for a reply without a break, ms of performance.now(). */
  private busySince = 0;

  /** Use createConnection: it waits for the greeting. Throws a RangeError for a bad high-water mark. */
  constructor(options: ConnectionOptions) {
    this.options = options;
    this.endpoint = options.endpoint;
    this.limit = windowOf(options.highWaterMark);
    this.timeout = options.timeout ?? defaultLimit;
    this.stall = options.stall ?? defaultLimit;
    this.clock = new Clock((now) => {
      this.check(now);
    });
    this.wire = new Wire(options.endpoint, options.tls, options.subscriber === true, {
      push: (items) => options.onPush?.(items),
      errorReply: (error) => options.onErrorReply?.(error),
      beforeFlush: () => this.beforeFlush?.(),
      progress: this.progress,
      end: this.settleAll,
    });
  }

  /** Whether commands can still be issued. */
  get open(): boolean {
    return this.state === 'open';
  }

  /** Whether the high-water mark is reached: `await drain()` before issuing more. */
  get full(): boolean {
    return this.waiting.length > 0 || this.over;
  }

  /** How many more commands may be on their way. */
  get room(): number {
    return this.full ? 0 : this.limit.commands - this.wire.ring.replies;
  }

  /** Commands without a reply, those that wait for room included. */
  get pending(): number {
    return this.wire.ring.replies + this.waiting.length;
  }

  /** Issues a command. Rejects with ReplyError, UnansweredError, or a TypeError for what is no argument. */
  command(...words: readonly Argument[]): Promise<Reply> {
    return this.request(words);
  }

  /** The same with options. */
  request(words: readonly Argument[], options?: CommandOptions): Promise<Reply> {
    const promise = new Promise<Reply>(capture);
    this.send(words, captured.settle, captured.fail, options);
    return promise;
  }

  /**
   * The same for whoever settles by other means than a promise: exactly one of the two is called, once, later or (when
   * the command cannot be issued) at once. Neither may throw.
   */
  send(words: readonly Argument[], settle: Settle, fail: Fail, options?: CommandOptions): void {
    const now = this.wire.tick();
    if (this.state !== 'open') fail(this.closedError());
    else if (options !== undefined || this.full) this.sendSlowly(words, settle, fail, now, options);
    else this.issue(words, settle, fail, 'text', this.deadline(now, this.timeout), now);
  }

  /**
   * Issues many commands that share a deadline: `settle`, or `fail` with a ReplyError, is called once for each reply in
   * order; an UnansweredError is told once and ends the row. It asks for no room: look at `room` before. Throws a
   * TypeError, and issues nothing, when a word of any is no argument.
   */
  sendMany(
    commands: readonly (readonly Argument[])[],
    settle: Settle,
    fail: Fail,
    options?: ManyOptions,
  ): void {
    if (this.state !== 'open') {
      fail(this.closedError());
      return;
    }
    const now = this.wire.tick();
    const deadline = this.deadline(now, options?.timeout ?? this.timeout);
    this.watch(deadline, now);
    this.wire.issueMany(commands, settle, fail, options?.shape ?? 'text', deadline);
  }

  /** Issues a command that waited elsewhere, as soon as there is room. */
  adopt(held: Held): void {
    held.abort = this.abort;
    const now = this.wire.tick();
    if (this.state !== 'open') held.fail(this.closedError());
    else if (!this.full) this.place(held, now);
    else {
      this.waiting.add(held);
      this.clock.set(held.deadline, now);
    }
  }

  /** The commands that wait for room, for somebody else to adopt. */
  takeWaiting(): readonly Held[] {
    return this.waiting.takeAll();
  }

  /** Resolves when there is room again, at once if there is; rejects when the connection ends first. */
  drain(): Promise<void> {
    if (this.state === 'ended') return Promise.reject(this.closedError());
    if (!this.full) return Promise.resolve();
    return new Promise((resolve, reject) => this.drains.push({ resolve, reject }));
  }

  /**
   * Takes no more commands, waits until all have their reply (for at most `limit` ms) and closes. Never rejects: a
   * command that gets no reply says so itself. Resolves when the socket is gone.
   */
  async close(limit = defaultLimit): Promise<void> {
    if (this.state === 'open') this.state = 'closing';
    this.progress();
    const timer = setTimeout(() => {
      this.wire.end();
    }, limit);
    await this.wire.gone;
    clearTimeout(timer);
  }

  /** Ends at once; every command without a reply is rejected, with `cause` as the reason. Resolves as `close` does. */
  destroy(cause?: Error): Promise<void> {
    this.wire.end(cause);
    return this.wire.gone;
  }

  /** The greeting is over: its outcome, and from now on `onEnd` is told. */
  greet(protocol: 2 | 3, server: ReadonlyMap<string, Reply>): void {
    this.protocol = protocol;
    this.server = server;
    this.greeted = true;
  }

  private get over(): boolean {
    const { wire, limit } = this;
    return wire.ring.replies >= limit.commands || wire.backlog >= limit.bytes;
  }

  private deadline(now: number, timeout: number): number {
    return timeout > 0 ? now + timeout : Infinity;
  }

  private issue(
    words: readonly Argument[],
    settle: Settle,
    fail: Fail,
    shape: Shape,
    deadline: number,
    now: number,
  ): void {
    this.watch(deadline, now);
    try {
      this.wire.issue(words, settle, fail, shape, deadline);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** A command with options, or one for which there is no room. */
  private sendSlowly(
    words: readonly Argument[],
    settle: Settle,
    fail: Fail,
    now: number,
    options: CommandOptions = {},
  ): void {
    const { shape = 'text', timeout = this.timeout, signal } = options;
    const deadline = this.deadline(now, timeout);
    const held = { words, settle, fail, shape, deadline, place: unplaced, abort: this.abort };
    if (signal?.aborted === true) fail(this.abortedError(signal, false));
    else if (this.full && this.options.whenFull === 'reject')
      fail(this.unanswered('FULL', false, 'is at its high-water mark'));
    else this.adopt(withSignal(held, signal));
  }

  private place(held: Held, now: number): void {
    held.place = this.wire.ring.next;
    this.issue(held.words, held.settle, held.fail, held.shape, held.deadline, now);
  }

  private readonly abort = (held: Held, signal: AbortSignal): void => {
    if (held.place === unplaced) this.waiting.remove(held, this.abortedError(signal, false));
    else this.wire.ring.abandon(held.place, this.abortedError(signal, true));
  };

  /** Sees to it that the clock rings in time for a command that is issued now. */
  private watch(deadline: number, now: number): void {
    if (this.wire.ring.replies === 0) {
      this.busySince = now;
      if (this.stall > 0) this.clock.set(now + this.stall, now);
    }
    this.clock.set(deadline, now);
  }

  /** The clock rang: fails what is late, ends the connection when the server is silent, and sets the clock anew. */
  private check(now: number): void {
    const late = (sent: boolean): Error => this.unanswered('TIMEOUT', sent, 'gave no reply in time');
    const ring = this.wire.ring.expire(now, (place) => late(place < this.wire.written));
    const waiting = this.waiting.expire(now, () => late(false));
    this.clock.set(Math.min(ring, waiting), now);
    if (this.stall === 0 || this.wire.ring.replies === 0) return;
    const quietSince = Math.max(this.wire.heard, this.busySince);
    // A blocking command is silent by intent.
    if (this.wire.ring.blocked) this.clock.set(now + this.stall, now);
    else if (now - quietSince < this.stall) this.clock.set(quietSince + this.stall, now);
    else this.wire.end(new Error(`the server was silent for ${Math.round(now - quietSince)} ms`));
  }

  private readonly progress = (): void => {
    const now = this.waiting.length > 0 ? this.wire.tick() : 0;
    while (!this.over) {
      const next = this.waiting.shift();
      if (next === undefined) break;
      this.place(next, now);
    }
    if (this.drains.length > 0 && !this.full) for (const { resolve } of this.drains.splice(0)) resolve();
    if (this.state === 'closing' && this.pending === 0) this.wire.end();
  };

  private readonly settleAll = (error: Error | undefined): void => {
    this.state = 'ended';
    this.clock.stop();
    const [code, what] =
      error === undefined ? (['CLOSED', 'was closed'] as const) : (['LOST', 'was lost'] as const);
    const lost = (sent: boolean): UnansweredError => this.unanswered(code, sent, what, error);
    const [written, unwritten] = [lost(true), lost(false)];
    if (error !== undefined && this.options.onUnsent !== undefined) this.options.onUnsent(this.takeWaiting());
    this.wire.ring.failAll((place) => (place < this.wire.written ? written : unwritten));
    for (const { fail } of this.takeWaiting()) fail(unwritten);
    for (const { reject } of this.drains.splice(0)) reject(unwritten);
    if (this.greeted) this.options.onEnd?.(error);
  };

  private closedError(): UnansweredError {
    return this.unanswered('CLOSED', false, 'is closed');
  }

  private abortedError(signal: AbortSignal, sent: boolean): UnansweredError {
    return this.unanswered('ABORTED', sent, 'had a command aborted', signal.reason);
  }

  private unanswered(code: UnansweredCode, sent: boolean, what: string, cause?: unknown): UnansweredError {
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    return new UnansweredError(code, sent, `the connection to ${nameOf(this.endpoint)} ${what}${why}`, cause);
  }
}
