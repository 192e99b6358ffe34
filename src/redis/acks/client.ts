import { Client } from '../client/client.ts';
import type { ClientOptions } from '../client/options.ts';
import { View } from '../client/view.ts';
import type { Build } from '../connection/batch.ts';
import type { Connection } from '../connection/connection.ts';
import { defaultLimit } from '../connection/defaults.ts';
import { UnansweredError } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply } from '../protocol/reply.ts';
import { Acknowledger, type AckLimits } from './acknowledger.ts';
import { Attempt, type AttemptOptions } from './attempt.ts';
import { runBatch } from './batch.ts';
import { replyOf, UnknownOutcomeError, type Ack, type Outcome } from './outcome.ts';
import { isRead } from './reads.ts';
import type { BatchOutcome } from './tally.ts';
import { Turns } from './turns.ts';

/** How much a write has to be worth before it counts, and how long that may take. */
export interface AckOptions {
  /** For every command that does not say otherwise; `primary` unless said. */
  readonly ack?: Ack;
  /** ms that a replica has for a write with `ack: 'replica'`; 700 unless said, and below `stall`. */
  readonly ackTimeout?: number;
  /** ms that two disks have for a write with `ack: 'fsync'`; 3000 unless said. */
  readonly fsyncTimeout?: number;
  /** Bytes that may be sent without any replica having them; 4 MiB unless said, 0 is no bound. */
  readonly replicaLag?: number;
}

export type AckClientOptions = ClientOptions & AckOptions;

/** A client that tells of every command what became of it. Throws as createClient does. */
export function createAckClient(options: AckClientOptions = {}): AckClient {
  return new AckClient(options);
}

/** Of a write with `ack: 'replica'`, ms: two thirds of the second after which a silent server counts as gone. */
const defaultAckTimeout = 700;

/** `appendfsync everysec` on two nodes, one after the other, and a second of patience. */
const defaultFsyncTimeout = 3000;

/** A tenth of what a replica may be behind at most before it is cut off and has to copy everything (64 MB). */
const defaultLag = 4 * 1024 * 1024;

/**
 * A client whose typed commands, `command()` and `attempt()` are acknowledged as its `ack` says, and tried again as
 * long as that is safe: when a try was surely not applied, or may be applied twice. `request`, `send`, `batch` and
 * `multi` are as the client's below: one try, and the primary's word.
 */
export class AckClient extends Client {
  private readonly ack: Ack;
  private readonly limit: number;
  private readonly rejects: boolean;
  private readonly turns: Turns;
  private readonly acknowledgers: (connection: Connection) => Acknowledger;

  /** Use createAckClient. */
  constructor(options: AckClientOptions) {
    const limits = limitsOf(options);
    const attached = new WeakMap<Connection, Acknowledger>();
    const late: { turns?: Turns } = {};
    super({
      ...options,
      onConnected: (connection) => {
        attached.set(connection, new Acknowledger(connection, limits));
        options.onConnected?.(connection);
        late.turns?.pump();
      },
      onLost: (error) => {
        if (late.turns !== undefined) late.turns.why = error;
        options.onLost?.(error);
      },
    });
    this.turns = late.turns = new Turns(() => this.connection);
    this.ack = options.ack ?? 'primary';
    this.limit = options.timeout ?? defaultLimit;
    this.rejects = options.whenFull === 'reject';
    this.acknowledgers = (connection) => {
      const acknowledger = attached.get(connection) ?? new Acknowledger(connection, limits);
      attached.set(connection, acknowledger);
      return acknowledger;
    };
  }

  /** Issues a command and resolves with what became of it. Never rejects for what a server does or fails to do. */
  attempt(words: readonly Argument[], options?: AttemptOptions): Promise<Outcome> {
    return new Promise((resolve) => {
      const connection = options === undefined ? this.unhindered() : undefined;
      if (connection === undefined) this.begin(words, options ?? {}, resolve);
      else
        this.once(
          connection,
          words,
          (reply) => {
            resolve({ outcome: 'ok', reply });
          },
          resolve,
        );
    });
  }

  /**
   * The typed commands with another acknowledgement: `client.acked({ ack: 'replica', idempotent: true }).set(...)`.
   * They reject with the error of a command that failed, and with UnknownOutcomeError when nobody knows.
   */
  acked(options: AttemptOptions & { readonly shape: 'buffer' }): View<Buffer>;
  acked(options: AttemptOptions & { readonly shape?: 'text' }): View<string>;
  acked(options: AttemptOptions): View<string | Buffer> {
    return new View((words) => this.attempt(words, options).then(replyOf), {});
  }

  /**
   * Many commands, and what became of each. Those of one batch may be applied in another order than theirs where one
   * had to be tried again. Rejects only with what `build` throws.
   */
  attemptBatch(
    count: number,
    build: Build,
    options: Pick<AttemptOptions, 'ack' | 'idempotent' | 'timeout'> = {},
  ): Promise<BatchOutcome> {
    const { ack = this.ack, idempotent = false, timeout = this.limit } = options;
    return runBatch(count, build, { ack, idempotent, timeout }, this.ground);
  }

  override command(...words: readonly Argument[]): Promise<Reply> {
    return this.issue(words);
  }

  override async close(limit?: number): Promise<void> {
    this.turns.close();
    await super.close(limit);
  }

  protected override issue(words: readonly Argument[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const finish = (outcome: Outcome): void => {
        if (outcome.outcome === 'ok') resolve(outcome.reply);
        else reject(outcome.outcome === 'fail' ? outcome.error : new UnknownOutcomeError(outcome.error));
      };
      const connection = this.unhindered();
      if (connection === undefined) this.begin(words, {}, finish);
      else this.once(connection, words, resolve, finish);
    });
  }

  /** The connection, if what is issued now goes out at once and nothing but its reply is to be waited for. */
  private unhindered(): Connection | undefined {
    if (this.ack !== 'primary' || this.turns.busy) return undefined;
    const { connection } = this;
    return connection?.open === true && !connection.full ? connection : undefined;
  }

  /** The first try, which nearly always is the only one, costs no more than a plain command. */
  private once(
    connection: Connection,
    words: readonly Argument[],
    settle: (reply: Reply) => void,
    finish: (outcome: Outcome) => void,
  ): void {
    const began = performance.now();
    connection.send(words, settle, (error) => {
      const { limit: timeout } = this;
      const command = { words, ack: 'primary', idempotent: isRead(words), timeout, shape: 'text' } as const;
      new Attempt(command, this.ground, finish, began).resume(connection, error);
    });
  }

  private get ground() {
    return { turns: this.turns, acknowledger: this.acknowledgers };
  }

  private begin(
    words: readonly Argument[],
    options: AttemptOptions,
    finish: (outcome: Outcome) => void,
  ): void {
    const read = isRead(words);
    const { ack = this.ack, idempotent = read, timeout = this.limit, shape = 'text', signal } = options;
    const command = { words, ack: read ? 'primary' : ack, idempotent, timeout, shape } as const;
    if (this.rejects && this.connection?.full === true) {
      finish({
        outcome: 'fail',
        error: new UnansweredError('FULL', false, 'the connection is at its high-water mark'),
      });
      return;
    }
    if (signal === undefined) {
      new Attempt(command, this.ground, finish).start();
      return;
    }
    const aborted = (): void => {
      attempt.abort(signal.reason);
    };
    const attempt = new Attempt(command, this.ground, (outcome) => {
      signal.removeEventListener('abort', aborted);
      finish(outcome);
    });
    if (signal.aborted) attempt.late(signal.reason as Error);
    else {
      signal.addEventListener('abort', aborted, { once: true });
      attempt.start();
    }
  }
}

function limitsOf(options: AckClientOptions): AckLimits {
  const { stall = defaultLimit, ackTimeout = defaultAckTimeout } = options;
  if (stall !== 0 && ackTimeout >= stall)
    throw new RangeError(
      'ackTimeout must be below stall, or a replica that is away looks like a lost primary',
    );
  return {
    replica: ackTimeout,
    fsync: options.fsyncTimeout ?? defaultFsyncTimeout,
    lag: options.replicaLag ?? defaultLag,
  };
}
