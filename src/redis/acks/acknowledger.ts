import type { Connection } from '../connection/connection.ts';
import { UnansweredError } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply } from '../protocol/reply.ts';
import type { Ack } from './outcome.ts';

/** Is told once: no error when everything before on this connection is acknowledged as wanted. */
export type Acknowledged = (error?: Error) => void;

type Level = Exclude<Ack, 'primary'>;

/** How long to wait for replicas, and how far they may fall behind. */
export interface AckLimits {
  /** ms for WAIT; below the connection's `stall`, or a replica that is away would look like a primary that is. */
  readonly replica: number;
  /** ms for WAITAOF: with `appendfsync everysec` each of two nodes writes to disk once a second. */
  readonly fsync: number;
  /** Bytes that are sent without waiting for any replica; 0 is no bound. */
  readonly lag: number;
}

/** ms beyond the server's own limit before a WAITAOF counts as lost. */
const slack = 500;

/** A replica that is behind for longer than this, ms, is not waited for at once again, only after the next bytes. */
const lagLimit = 300;

/**
 * Acknowledgements of one connection. WAIT covers every write before it on its connection, and the server reads nothing
 * of the connection until it answers; so there is at most one on its way, and what is issued meanwhile shares the next:
 * one a tick while there is little to do, one a round trip to the replica when there is much. The first WAIT comes after
 * the first reply: a node that has just been promoted refuses writes until it has a replica, and a WAIT would block until
 * one came.
 */
export class Acknowledger {
  private readonly connection: Connection;
  private readonly limits: AckLimits;
  private readonly groups: Record<Level, Acknowledged[]> = { replica: [], fsync: [] };
  private readonly busy: Record<Level, boolean> = { replica: false, fsync: false };
  /** Whether writes are taken, as far as is known: a WAIT behind one that is refused would only block. */
  private taken = false;
  /** Something was answered that the WAIT on its way does not cover. */
  private readonly owed: Record<Level, boolean> = { replica: false, fsync: false };
  private bytes = 0;
  private bounding = false;

  constructor(connection: Connection, limits: AckLimits) {
    this.connection = connection;
    this.limits = limits;
    connection.beforeFlush = (bytes) => {
      this.flush(bytes);
    };
  }

  /** For what has just been issued on the connection, in this tick. */
  add(level: Level, done: Acknowledged): void {
    this.groups[level].push(done);
  }

  /** A write that was added had its reply: now the acknowledgement of the first one can be asked for. */
  answered(level: Level): void {
    this.taken = true;
    if (this.busy[level]) this.owed[level] = true;
    else this.wait(level);
  }

  /** One was refused for want of replicas, which are waited for in vain as well. */
  refused(): void {
    this.taken = false;
  }

  private flush(bytes: number): void {
    if (this.taken)
      for (const level of ['replica', 'fsync'] as const) if (!this.busy[level]) this.wait(level);
    this.bytes += bytes;
    if (this.limits.lag > 0 && this.bytes >= this.limits.lag && !this.bounding) this.bound();
  }

  private wait(level: Level): void {
    const group = this.groups[level];
    if (group.length === 0) return;
    this.groups[level] = [];
    this.busy[level] = true;
    this.owed[level] = false;
    const limit = this.limits[level];
    const end = (error?: Error): void => {
      clearTimeout(late);
      this.busy[level] = false;
      for (const done of group) done(error);
      // What was issued meanwhile is on the server by now, or nearly.
      if (this.taken || this.owed[level] || !this.connection.open) this.wait(level);
    };
    const late = level === 'fsync' ? setTimeout(this.give, limit + slack).unref() : undefined;
    const words = level === 'fsync' ? ['WAITAOF', 1, 1, limit] : ['WAIT', 1, limit];
    this.issue(
      words,
      level === 'fsync' ? 0 : undefined,
      (reply) => {
        end(enough(level, reply) ? undefined : tooFew(level, reply));
      },
      end,
    );
  }

  /** The server answers no WAITAOF in the time that it was given: it is paused or gone. */
  private readonly give = (): void => {
    void this.connection.destroy(new Error('WAITAOF was not answered in its time'));
  };

  /**
   * Primaries take writes faster than replicas apply them, and a replica too far behind is cut off and copies
   * everything anew. Every so many bytes all replicas that are connected are waited for, and the socket fills meanwhile.
   */
  private bound(): void {
    this.bounding = true;
    this.bytes = 0;
    const over = (): void => {
      this.bounding = false;
    };
    this.issue(
      ['ROLE'],
      undefined,
      (role) => {
        const replicas = Array.isArray(role) && Array.isArray(role[2]) ? role[2].length : 0;
        if (replicas === 0) over();
        else this.issue(['WAIT', replicas, lagLimit], undefined, over, over);
      },
      over,
    );
  }

  /** Without waiting for room: it must follow what it is for, on this connection and no other. */
  private issue(
    words: readonly Argument[],
    timeout: number | undefined,
    settle: (reply: Reply) => void,
    fail: (error: Error) => void,
  ): void {
    this.connection.sendMany([words], settle, fail, timeout === undefined ? {} : { timeout });
  }
}

function enough(level: Level, reply: Reply): boolean {
  if (level === 'replica') return typeof reply === 'number' && reply >= 1;
  return Array.isArray(reply) && Number(reply[0]) >= 1 && Number(reply[1]) >= 1;
}

function tooFew(level: Level, reply: Reply): Error {
  const asked = level === 'fsync' ? 'WAITAOF 1 1' : 'WAIT 1';
  return new UnansweredError('TIMEOUT', true, `${asked} answered ${JSON.stringify(reply)}`);
}
