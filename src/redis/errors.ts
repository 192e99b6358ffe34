import type { Reply } from './protocol/reply.ts';

/**
 * Every error of this client. `code` is a stable word: Redis' own first word for what the server replied, ours for the
 * rest. An error that is an `UnansweredError` says with `sent` whether the command may have been applied.
 */
export class RedisError extends Error {
  override readonly name: string = 'RedisError';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The server answered with an error: WRONGTYPE, READONLY, NOREPLICAS, LOADING, MOVED and so on, or ERR. */
export class ReplyError extends RedisError {
  override readonly name = 'ReplyError';

  /** Takes the text as it came, without the leading dash. */
  constructor(text: string) {
    super(firstWordOf(text), text);
  }
}

/** What the server sent is not RESP, or is over a limit. The connection is closed: nothing after it can be trusted. */
export class RedisProtocolError extends RedisError {
  override readonly name = 'RedisProtocolError';

  constructor(message: string) {
    super('PROTOCOL', message);
  }
}

/** Why a command got no reply. */
export type UnansweredCode = 'LOST' | 'TIMEOUT' | 'ABORTED' | 'FULL' | 'CLOSED' | 'CONNECT';

/**
 * A command without a reply. `sent: false` means that not one byte of it was given to the socket: surely not applied,
 * and safe to issue again. `sent: true` means that nobody can know.
 */
export class UnansweredError extends RedisError {
  override readonly name = 'UnansweredError';
  override readonly code: UnansweredCode;
  readonly sent: boolean;

  constructor(code: UnansweredCode, sent: boolean, message: string, cause?: unknown) {
    super(code, message, cause);
    this.code = code;
    this.sent = sent;
  }
}

/**
 * A batch that ended before all of it was answered, with the code of what ended it. Commands below `answered` have
 * their reply; those from there to `issued` may have been applied or not; from `issued` on none was sent.
 */
export class BatchError extends RedisError {
  override readonly name = 'BatchError';
  readonly answered: number;
  readonly issued: number;
  /** The first `answered` replies, where replies were asked for. */
  readonly replies: readonly Reply[];

  constructor(cause: Error, progress: { answered: number; issued: number; replies: readonly Reply[] }) {
    const { answered, issued, replies } = progress;
    const code = cause instanceof RedisError ? cause.code : 'BATCH';
    super(code, `a batch ended after ${answered} replies to ${issued} commands: ${cause.message}`, cause);
    this.answered = answered;
    this.issued = issued;
    this.replies = replies;
  }
}

/** Redis' codes are upper case; whatever starts otherwise (a script's own words) counts as ERR. */
function firstWordOf(text: string): string {
  return /^[A-Z][A-Z0-9_]*(?= |$)/.exec(text)?.[0] ?? 'ERR';
}
