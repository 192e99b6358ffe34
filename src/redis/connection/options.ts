import type { ReplyError } from '../errors.ts';
import type { Reply } from '../protocol/reply.ts';
import type { Endpoint } from './endpoint.ts';
import type { Held } from './waiting.ts';

/** TLS as Node's own: certificates as PEM text or bytes. */
export interface TlsOptions {
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly passphrase?: string;
  /** The name the certificate must carry, and that is sent as SNI; the host's own when absent. */
  readonly servername?: string;
  /** Whether a certificate that cannot be verified ends the connection; true unless said. */
  readonly rejectUnauthorized?: boolean;
}

/** How much may be on its way at once, in either number; a command that would go over waits or is rejected. */
export interface HighWaterMark {
  /** Commands without a reply. 65,536 unless said. */
  readonly commands?: number;
  /** Bytes that are encoded but not yet taken by the kernel. 16 MiB unless said. */
  readonly bytes?: number;
}

/** What a connection does and announces, wherever it goes. */
export interface ConnectionSettings {
  /** ACL user; `default` when there is only a password. */
  readonly username?: string;
  readonly password?: string;
  /** CLIENT SETNAME. */
  readonly name?: string;
  /** Number of the database, SELECTed at the start. */
  readonly database?: number;
  /** RESP version. 3 unless said; a server that has no HELLO gets 2. */
  readonly protocol?: 2 | 3;
  /** Tells the server this library's name (CLIENT SETINFO); an error to that is ignored. */
  readonly announce?: boolean;
  readonly tls?: TlsOptions | true;
  /** ms for the socket, TLS and greeting together. 5000 unless said. */
  readonly connectTimeout?: number;
  /** ms that a command may take from its issue to its reply; 0 is for ever. 10,000 unless said. */
  readonly timeout?: number;
  /**
   * ms without a byte from the server while commands wait, after which the connection is given up: that is how a paused
   * or vanished server is noticed. 0 is never. 10,000 unless said. Commands with `timeout: 0` (blocking ones) do not count.
   */
  readonly stall?: number;
  readonly highWaterMark?: HighWaterMark;
  /** At the high-water mark: `wait` (unless said) for room, or `reject` with UnansweredError FULL. */
  readonly whenFull?: 'wait' | 'reject';
}

/** What its owner wants to hear of a connection. None of these may throw. */
export interface ConnectionEvents {
  /** A push message (RESP3): its kind, then what belongs to it. */
  readonly onPush?: (items: readonly Reply[]) => void;
  /** An error reply to any command, before that command is rejected: READONLY tells that a primary was demoted. */
  readonly onErrorReply?: (error: ReplyError) => void;
  /**
   * At the end of a lost connection, before anything is settled: the commands that still waited for room and were not
   * sent. Who takes them settles them (`adopt` of another connection does); without this they are rejected.
   */
  readonly onUnsent?: (held: readonly Held[]) => void;
  /** Once, when the connection is over; no error when it was closed by its owner. Every command has been settled. */
  readonly onEnd?: (error: Error | undefined) => void;
}

export interface ConnectionOptions extends ConnectionSettings, ConnectionEvents {
  readonly endpoint: Endpoint;
  /** Only ever SUBSCRIBEs: RESP2 messages count as pushes, and a RESP3 confirmation settles its command. */
  readonly subscriber?: boolean;
  /** Gives up connecting. */
  readonly signal?: AbortSignal;
}
