import { BatchError, ReplyError, UnansweredError } from '../errors.ts';
import type { Reply } from '../protocol/reply.ts';

/**
 * What has to be so before a write counts as done: the primary applied it; a replica has it as well (WAIT 1), so that
 * it outlives the loss of any one node; or the primary and a replica have it on disk (WAITAOF 1 1).
 */
export type Ack = 'primary' | 'replica' | 'fsync';

/**
 * What became of a command. `fail`: surely not applied, or refused for what it asks. `unknown`: applied or not, and if
 * so perhaps not for long; nobody can tell. Only `ok` may be counted on.
 */
export type Outcome =
  | { readonly outcome: 'ok'; readonly reply: Reply }
  | { readonly outcome: 'fail' | 'unknown'; readonly error: Error };

/** A command whose outcome is unknown, where an error is wanted instead of an `Outcome`. */
export class UnknownOutcomeError extends UnansweredError {
  constructor(cause: Error) {
    const code = cause instanceof UnansweredError ? cause.code : 'LOST';
    super(code, true, `it is unknown whether it was applied: ${cause.message}`, cause);
  }
}

/** The reply, or throws: the error of what failed, an UnknownOutcomeError for what nobody knows. */
export function replyOf(outcome: Outcome): Reply {
  if (outcome.outcome === 'ok') return outcome.reply;
  throw outcome.outcome === 'fail' ? outcome.error : new UnknownOutcomeError(outcome.error);
}

/** Whether a command with this error was surely not applied. */
export function surelyNotApplied(error: Error): boolean {
  if (error instanceof UnansweredError) return !error.sent;
  // Blocked when its node changed roles: a command that pops may have done so, and told nobody.
  if (error instanceof ReplyError) return error.code !== 'UNBLOCKED';
  return !(error instanceof BatchError);
}

/** Refusals that pass by themselves: the node is about to be, or to have, a primary. None of them applied anything. */
const passing = new Set(['READONLY', 'NOREPLICAS', 'LOADING', 'MASTERDOWN', 'TRYAGAIN', 'BUSY']);

/** Whether a command that got this error may be sent once more without being applied twice, and it may help. */
export function mayTryAgain(error: Error, idempotent: boolean): boolean {
  if (error instanceof ReplyError)
    return passing.has(error.code) || (error.code === 'UNBLOCKED' && idempotent);
  if (!(error instanceof UnansweredError) || error.code === 'ABORTED') return false;
  return idempotent || !error.sent;
}

export function isWantOfReplicas(error: Error): boolean {
  return error instanceof ReplyError && error.code === 'NOREPLICAS';
}
