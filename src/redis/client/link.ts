import { UnansweredError, type ReplyError } from '../errors.ts';
import type { Reply } from '../protocol/reply.ts';
import type { Connection } from '../connection/connection.ts';
import { nameOf, type Endpoint } from '../connection/endpoint.ts';
import { createConnection } from '../connection/open.ts';
import type { ConnectionSettings } from '../connection/options.ts';
import type { Held } from '../connection/waiting.ts';
import { Arrivals, noConnection, type Patience } from './arrivals.ts';
import { pauseAfter, type BackoffOptions } from './backoff.ts';
import type { Locator } from './locator.ts';

/** What a link needs beside its locator. None of the functions may throw. */
export interface LinkOptions {
  readonly settings: ConnectionSettings;
  readonly subscriber: boolean;
  readonly backoff: BackoffOptions;
  readonly onPush: (items: readonly Reply[]) => void;
  /** A verified connection is there; runs before anybody who waits for it. */
  readonly onConnected: (connection: Connection) => void;
  /** Commands that waited for room on a connection that is over. */
  readonly onUnsent?: (held: readonly Held[]) => void;
  /** The connection was lost or left, or an attempt failed. */
  readonly onLost?: (error: Error) => void;
}

/** A connection that lived this long, ms, was a good one: what follows its end is a first attempt again. */
const goodLife = 1000;

/** Keeps one connection to wherever the locator says, for ever: there is no state in which it has given up. */
export class Link {
  /** The connection to use; undefined while there is none. */
  current: Connection | undefined;
  private readonly locator: Locator;
  private readonly options: LinkOptions;
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;
  private readonly leaving = new Set<Promise<void>>();
  private readonly arrivals = new Arrivals();
  private why: Error = new Error('it has not connected yet');
  private leave: (reason: Error) => void = ignore;
  private hurry: (() => void) | undefined;

  constructor(locator: Locator, options: LinkOptions) {
    this.locator = locator;
    this.options = options;
    this.running = this.run();
  }

  /** The connection, as soon as there is one. Rejects with UnansweredError TIMEOUT, ABORTED or CLOSED. */
  ready(patience: Patience): Promise<Connection> {
    if (this.isClosed()) return Promise.reject(this.closing.signal.reason as Error);
    if (this.current?.open === true) return Promise.resolve(this.current);
    return this.arrivals.wait(patience, () => this.why);
  }

  /** Locates, connects and verifies, once. The connection belongs to the caller. */
  async open(signal: AbortSignal, end?: (error: Error | undefined) => void): Promise<Connection> {
    const endpoint = await this.locator.locate(signal);
    const connection = await createConnection({
      ...this.options.settings,
      endpoint,
      signal,
      subscriber: this.options.subscriber,
      onPush: this.options.onPush,
      ...(end === undefined ? {} : { onEnd: end, onUnsent: this.unsent }),
      onErrorReply: (error) => {
        this.replied(error, endpoint);
      },
    }).catch((error: unknown) => {
      this.locator.failed?.(endpoint, asError(error));
      throw error;
    });
    try {
      await this.locator.verify?.(connection, signal);
      return connection;
    } catch (error) {
      await connection.destroy();
      this.locator.failed?.(endpoint, asError(error));
      throw error;
    }
  }

  /**
   * Leaves the server for wherever the locator says next. Commands on their way have `patience` ms for their replies;
   * with none they are unanswered at once. While it pauses between attempts, the pause ends.
   */
  relocate(reason: Error, patience: number): void {
    const { current } = this;
    this.hurry?.();
    if (current === undefined) return;
    this.current = undefined;
    this.unsent(current.takeWaiting());
    const left = patience > 0 ? current.close(patience) : current.destroy(reason);
    this.leaving.add(left);
    void left.then(() => this.leaving.delete(left));
    this.leave(reason);
  }

  /** Ends for good; commands on their way have `limit` ms for their replies. */
  async close(limit: number): Promise<void> {
    this.closing.abort(new UnansweredError('CLOSED', false, 'the client is closed'));
    const { current } = this;
    this.current = undefined;
    this.hurry?.();
    this.leave(this.closing.signal.reason as Error);
    this.arrivals.failAll(this.closing.signal.reason as Error);
    await Promise.all([
      limit > 0 ? current?.close(limit) : current?.destroy(),
      ...this.leaving,
      this.running,
    ]);
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.isClosed()) {
      const { lasted, error } = await this.live();
      failures = lasted >= goodLife ? 0 : failures + 1;
      this.why = error;
      if (!this.isClosed()) this.options.onLost?.(error);
      await this.pause(pauseAfter(failures, this.options.backoff));
    }
  }

  /** One connection from its attempt to its end: how many ms it was good for, and what ended it. */
  private async live(): Promise<{ lasted: number; error: Error }> {
    // Of this life only: a connection that was left may end when the next one is already in use.
    let end: (reason: Error) => void = ignore;
    const ended = new Promise<Error>((resolve) => {
      end = resolve;
    });
    this.leave = end;
    let connection: Connection | undefined;
    const onEnd = (error: Error | undefined): void => {
      if (this.current === connection) this.current = undefined;
      if (error !== undefined) this.locator.failed?.(connection?.endpoint, error);
      end(error ?? new Error('the connection was closed'));
    };
    try {
      connection = await this.open(this.closing.signal, onEnd);
      const began = performance.now();
      if (this.isClosed()) await connection.destroy();
      else if (connection.open) this.arrived(connection);
      const error = await ended;
      return { lasted: performance.now() - began, error };
    } catch (error) {
      return { lasted: 0, error: asError(error) };
    }
  }

  private isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  private arrived(connection: Connection): void {
    this.current = connection;
    this.options.onConnected(connection);
    this.arrivals.arrived(connection);
  }

  private pause(ms: number): Promise<void> {
    if (this.isClosed()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private readonly unsent = (held: readonly Held[]): void => {
    if (this.options.onUnsent !== undefined) this.options.onUnsent(held);
    else for (const { fail } of held) fail(noConnection('LOST', this.why));
  };

  /** What a server says that has been left already, to a command that was still on its way, is said of no other. */
  private replied(error: ReplyError, endpoint: Endpoint): void {
    const { current } = this;
    const leaves = this.locator.replied?.(error, endpoint) === 'leave';
    if (leaves && (current === undefined || nameOf(current.endpoint) === nameOf(endpoint)))
      this.relocate(error, leavePatience);
  }
}

/** ms that commands have for their replies on a server that is being left: it answers, it only refuses. */
const leavePatience = 1000;

const ignore = (): void => undefined;

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
