import type { Socket } from 'node:net';
import { ReplyError, RedisProtocolError } from '../errors.ts';
import { Outgoing, type Argument } from '../protocol/outgoing.ts';
import { ReplyParser } from '../protocol/parser.ts';
import type { Reply, Shape } from '../protocol/reply.ts';
import { dial } from './dial.ts';
import type { Endpoint } from './endpoint.ts';
import type { TlsOptions } from './options.ts';
import { Ring, type Fail, type Settle } from './ring.ts';
import { isConfirmation, isMessage } from './subscriber.ts';

/** What a wire tells its connection. */
export interface WireEvents {
  push(items: Reply[]): void;
  errorReply(error: ReplyError): void;
  /** Before a write of so many bytes: commands issued now leave in it. */
  beforeFlush(bytes: number): void;
  /** Replies came, or the kernel took bytes: there may be room again. */
  progress(): void;
  /** Once; the socket is being closed. Nothing has been settled yet. */
  end(error: Error | undefined): void;
}

/**
 * Encoded bytes that leave before their tick is over, so that the server works while we still encode: some eighty short
 * commands to begin with, and twice as many each next time, as encoding one takes half as long as running it or less.
 */
const early = { first: 8 * 1024, most: 64 * 1024 };

/** A socket with the order of its commands: what is issued in a tick leaves together, replies settle in order. */
export class Wire {
  readonly ring = new Ring();
  /** Resolves when the socket is gone. */
  readonly gone: Promise<void>;
  /** Places of the ring below this one have been given to the socket. */
  written = 0;
  /** When something came last, ms of performance.now(). */
  heard = performance.now();

  private readonly events: WireEvents;
  private readonly socket: Socket;
  private readonly parser: ReplyParser;
  private readonly out = new Outgoing();
  private early = early.first;
  private scheduled = false;
  private now = 0;
  private writing = false;
  private ended = false;

  constructor(
    endpoint: Endpoint,
    tls: TlsOptions | true | undefined,
    subscriber: boolean,
    events: WireEvents,
  ) {
    this.events = events;
    this.parser = new ReplyParser({
      shape: () => this.ring.shape(),
      reply: (value) => {
        if (subscriber && isMessage(value)) events.push(value);
        else this.replied(value);
      },
      push: (items) => {
        if (!subscriber || !isConfirmation(items) || !this.ring.settle(items)) events.push(items);
      },
    });
    this.socket = dial(endpoint, tls, this.read);
    this.gone = new Promise((resolve) => void this.socket.once('close', resolve));
    this.socket.on('drain', () => {
      events.progress();
    });
    this.socket.on('error', this.end);
    this.socket.on('end', () => {
      this.end(new Error('the server closed the connection'));
    });
    this.socket.on('close', () => {
      this.end(new Error('the connection was closed'));
    });
  }

  /** Bytes that the kernel has not taken. */
  get backlog(): number {
    return this.out.bytes + this.socket.writableLength;
  }

  /** The time, ms of performance.now(), read once a tick; at its end what has been issued is written. */
  tick(): number {
    if (this.scheduled) return this.now;
    this.scheduled = true;
    this.now = performance.now();
    // After every promise that settles in this tick: a microtask would come before the later ones.
    process.nextTick(this.flush);
    return this.now;
  }

  /** Encodes a command and takes its place in the order; throws a TypeError for what is no argument. */
  issue(words: readonly Argument[], settle: Settle, fail: Fail, shape: Shape, deadline: number): void {
    this.out.add(words);
    this.ring.push(settle, fail, shape, deadline);
    if (this.out.bytes >= this.early) this.writeEarly();
  }

  /** Many commands with one place: `settle` or `fail` is called for each reply, in order. Throws as `issue` does. */
  issueMany(
    commands: readonly (readonly Argument[])[],
    settle: Settle,
    fail: Fail,
    shape: Shape,
    deadline: number,
  ): void {
    this.out.addAll(commands);
    this.ring.push(settle, fail, shape, deadline, commands.length);
    if (this.out.bytes >= this.early) this.writeEarly();
  }

  /** Closes the socket, now; whoever waits is for the connection to settle. */
  readonly end = (error?: Error): void => {
    if (this.ended) return;
    this.ended = true;
    this.socket.destroy();
    this.events.end(error);
  };

  private writeEarly(): void {
    this.early = Math.min(this.early * 2, early.most);
    this.write();
  }

  private readonly flush = (): void => {
    this.scheduled = false;
    this.early = early.first;
    if (!this.ended) this.write();
  };

  private write(): void {
    if (this.writing || this.out.bytes === 0) return;
    // What beforeFlush issues must not begin another write.
    this.writing = true;
    this.events.beforeFlush(this.out.bytes);
    this.writing = false;
    this.written = this.ring.next;
    const { socket } = this;
    const pieces = this.out.take();
    if (pieces.length > 1) socket.cork();
    for (const piece of pieces)
      if (typeof piece === 'string') socket.write(piece, 'latin1');
      else socket.write(piece);
    if (pieces.length > 1) socket.uncork();
  }

  private readonly read = (bytes: Buffer): void => {
    if (this.ended) return;
    this.heard = performance.now();
    try {
      this.parser.feed(bytes);
    } catch (error) {
      this.end(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.events.progress();
  };

  private replied(value: Reply): void {
    const known = value instanceof ReplyError ? this.failed(value) : this.ring.settle(value);
    if (!known) throw new RedisProtocolError('a reply that nobody asked for');
  }

  private failed(error: ReplyError): boolean {
    this.events.errorReply(error);
    return this.ring.fail(error);
  }
}
