import type { CommandOptions, Connection } from '../connection/connection.ts';
import { ReplyError } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply } from '../protocol/reply.ts';

/**
 * Runs commands as one transaction, sent at once: nothing of anybody else comes between. Resolves with their replies,
 * errors of single commands among them as values (Redis rolls nothing back), or with null when a key that was WATCHed
 * on this connection changed. Rejects with ReplyError EXECABORT, with the first refusal as its cause, when a command
 * was refused and so none ran; with UnansweredError when the connection ended.
 */
export async function multi(
  connection: Connection,
  commands: readonly (readonly Argument[])[],
  options: Omit<CommandOptions, 'signal'> = {},
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
  options: Omit<CommandOptions, 'signal'>,
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
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
}
