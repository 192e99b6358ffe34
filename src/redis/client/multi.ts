import type { CommandOptions, Connection } from '../connection/connection.ts';
import { ReplyError, UnansweredError } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply } from '../protocol/reply.ts';

/**
 * Runs commands as one transaction, sent at once: nothing of anybody else comes between. Resolves with their replies,
 * errors of single commands among them as values (Redis rolls nothing back), or with null when a key that was WATCHed
 * on this connection changed. Rejects with ReplyError EXECABORT, with the first refusal as its cause, when a command
 * was refused and so none ran; with UnansweredError when the connection ended or the signal fired.
 */
export async function multi(
  connection: Connection,
  commands: readonly (readonly Argument[])[],
  options: CommandOptions = {},
): Promise<Reply[] | null> {
  if (connection.full) await connection.drain();
  const { refused, outcome } = await exchange(connection, [['MULTI'], ...commands, ['EXEC']], options);
  if (!(outcome instanceof ReplyError)) return outcome as Reply[] | null;
  if (refused !== undefined) outcome.cause = refused;
  throw outcome;
}

interface Exchange {
  /** The first command that was not queued. */
  readonly refused: ReplyError | undefined;
  /** What EXEC said. */
  readonly outcome: Reply;
}

function exchange(
  connection: Connection,
  commands: readonly (readonly Argument[])[],
  { signal, ...options }: CommandOptions,
): Promise<Exchange> {
  if (signal?.aborted === true) return Promise.reject(abortedError(signal, false));
  let aborted = (): void => undefined;
  const exchanged = new Promise<Exchange>((resolve, reject) => {
    aborted = () => {
      reject(abortedError(signal, true));
    };
    signal?.addEventListener('abort', aborted, { once: true });
    let missing = commands.length;
    let refused: ReplyError | undefined;
    const next = (reply: Reply): void => {
      missing--;
      if (missing === 0) resolve({ refused, outcome: reply });
      else if (reply instanceof ReplyError) refused ??= reply;
    };
    const fail = (error: Error): void => {
      if (error instanceof ReplyError) next(error);
      else reject(error);
    };
    connection.sendMany(commands, next, fail, options);
  });
  return exchanged.finally(() => {
    signal?.removeEventListener('abort', aborted);
  });
}

function abortedError(signal: AbortSignal | undefined, sent: boolean): UnansweredError {
  return new UnansweredError('ABORTED', sent, 'a transaction was aborted', signal?.reason);
}
