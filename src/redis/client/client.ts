import type { Text } from '../commands/issuer.ts';
import { ScanCommands } from '../commands/scans.ts';
import {
  batchCount,
  batchReplies,
  type BatchCount,
  type BatchOptions,
  type Build,
} from '../connection/batch.ts';
import type { CommandOptions, Connection } from '../connection/connection.ts';
import { defaultLimit } from '../connection/defaults.ts';
import type { Fail, Settle } from '../connection/ring.ts';
import type { ReplyError } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply } from '../protocol/reply.ts';
import { parseAddress } from './address.ts';
import { Link } from './link.ts';
import type { Kind, Listener } from './listeners.ts';
import { fixed, type Locator } from './locator.ts';
import { multi } from './multi.ts';
import type { ClientOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { Subscriber } from './subscriber.ts';
import type { Subscription } from './subscriptions.ts';
import { View } from './view.ts';

/** A client that begins to connect now. Throws a TypeError for a bad URL, a RangeError for a bad high-water mark. */
export function createClient(options: ClientOptions = {}): Client {
  return new Client(options);
}

/**
 * What an application holds, from its start to its end. It connects by itself, wherever its locator says, and never
 * gives up. A command that was on its way when a connection was lost is rejected (UnansweredError, `sent` tells
 * whether it may have been applied); one that waited for room or for a connection waits on until its deadline.
 */
export class Client extends ScanCommands<string> implements AsyncDisposable {
  private readonly options: ClientOptions;
  private readonly locator: Locator;
  private readonly link: Link;
  private readonly outbox: Outbox;
  private readonly timeout: number;
  private subscriber: Subscriber | undefined;

  /** Use createClient. */
  constructor(options: ClientOptions) {
    super();
    const address = options.url === undefined ? {} : parseAddress(options.url);
    this.options = { ...address, ...options };
    const { locator, endpoint, timeout = defaultLimit, backoff = {} } = this.options;
    this.locator = locator ?? fixed(endpoint ?? { host: '127.0.0.1', port: 6379 });
    this.timeout = timeout;
    this.outbox = new Outbox(this.options);
    this.link = new Link(this.locator, {
      settings: this.options,
      subscriber: false,
      backoff,
      onPush: (items) => this.options.onPush?.(items),
      onConnected: (connection) => {
        this.options.onConnected?.(connection);
        this.outbox.giveTo(connection);
      },
      onUnsent: (held) => {
        for (const command of held) this.outbox.take(command);
      },
      onLost: (error) => {
        this.outbox.why = error;
        this.options.onLost?.(error);
      },
    });
  }

  /** The connection in use; undefined while there is none. */
  get connection(): Connection | undefined {
    return this.link.current;
  }

  /** Whether commands would wait: await `drain()` before issuing more. */
  get full(): boolean {
    return this.link.current?.full ?? true;
  }

  /** Issues any command. Rejects with ReplyError, UnansweredError, or a TypeError for what is no argument. */
  command(...words: readonly Argument[]): Promise<Reply> {
    return this.request(words);
  }

  /** The same with options. */
  request(words: readonly Argument[], options?: CommandOptions): Promise<Reply> {
    const { current } = this.link;
    if (current?.open === true) return current.request(words, options);
    return new Promise((settle, fail) => {
      this.outbox.hold(words, settle, fail, options);
    });
  }

  /** The same without a promise: one of the two is called, once. Neither may throw. */
  send(words: readonly Argument[], settle: Settle, fail: Fail, options?: CommandOptions): void {
    const { current } = this.link;
    if (current?.open === true) current.send(words, settle, fail, options);
    else this.outbox.hold(words, settle, fail, options);
  }

  /** The typed commands with options: `client.with({ shape: 'buffer' }).get(key)` resolves with bytes. */
  with(options: CommandOptions & { readonly shape: 'buffer' }): View<Buffer>;
  with(options: CommandOptions & { readonly shape?: 'text' }): View<string>;
  with(options: CommandOptions): View<Text> {
    return new View((words, how) => this.request(words, how), options);
  }

  /** The connection in use, as soon as there is one. Rejects with UnansweredError after the client's `timeout`. */
  ready(signal?: AbortSignal): Promise<Connection> {
    return this.link.ready({ timeout: this.timeout, signal });
  }

  /** Resolves when there is a connection with room. */
  async drain(signal?: AbortSignal): Promise<void> {
    await (await this.ready(signal)).drain();
  }

  /**
   * A connection of the caller's own, to where the server is now: for commands that block, and for WATCH. Whoever
   * opened it closes it.
   */
  connect(signal: AbortSignal = new AbortController().signal): Promise<Connection> {
    return this.link.open(signal);
  }

  /** Many commands, the fastest way: replies in order, errors among them as values. Rejects with BatchError. */
  async batch(count: number, build: Build, options?: BatchOptions): Promise<(Reply | ReplyError)[]> {
    return batchReplies(await this.ready(options?.signal), count, build, options);
  }

  /** As `batch`, and only counts, which is faster still. */
  async batchCount(count: number, build: Build, options?: Omit<BatchOptions, 'shape'>): Promise<BatchCount> {
    return batchCount(await this.ready(options?.signal), count, build, options);
  }

  /** A transaction: see `multi`, which does this on a connection. */
  async multi(commands: readonly (readonly Argument[])[], options?: CommandOptions): Promise<Reply[] | null> {
    return multi(await this.ready(options?.signal), commands, options);
  }

  /** Listens to channels until it unsubscribes, over every reconnect. Resolves when the server has confirmed. */
  subscribe(
    channels: string | readonly string[],
    listener: Listener,
    signal?: AbortSignal,
  ): Promise<Subscription> {
    return this.listen('subscribe', channels, listener, signal);
  }

  /** Listens to all channels that match a glob. */
  psubscribe(
    patterns: string | readonly string[],
    listener: Listener,
    signal?: AbortSignal,
  ): Promise<Subscription> {
    return this.listen('psubscribe', patterns, listener, signal);
  }

  /**
   * Leaves the server for wherever the locator says next. Commands on their way have `patience` ms for their replies
   * (1000 unless said); with 0 they are rejected at once. A pause between attempts ends.
   */
  relocate(reason: Error, patience = 1000): void {
    this.link.relocate(reason, patience);
    this.subscriber?.link.relocate(reason, patience);
  }

  /** Ends for good. Commands on their way have `limit` ms for their replies (10,000 unless said), 0 is at once. */
  async close(limit = defaultLimit): Promise<void> {
    this.outbox.close();
    await Promise.all([this.link.close(limit), this.subscriber?.close(limit)]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  protected override issue(words: readonly Argument[]): Promise<Reply> {
    return this.request(words);
  }

  private listen(
    kind: Kind,
    names: string | readonly string[],
    listener: Listener,
    signal: AbortSignal | undefined,
  ): Promise<Subscription> {
    this.subscriber ??= new Subscriber(this.locator, this.options, this.options.backoff ?? {}, (error) =>
      this.options.onLost?.(error),
    );
    const all = typeof names === 'string' ? [names] : names;
    return this.subscriber.subscriptions.subscribe(kind, all, listener, signal);
  }
}
