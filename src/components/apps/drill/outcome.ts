import type { Operation } from '../../../drill/history.ts';
import { NoAnswer, type Answer } from './client.ts';

/** What an answer or its absence means. */
export type Judged = Pick<Operation, 'outcome' | 'why'>;

/** A request wants an answer; what the app thinks of the path is its own business, so 4xx is one. */
export function judgeRequest(seen: Answer | Error): Judged {
  if (seen instanceof Error) return { outcome: 'fail', why: seen.message };
  return seen.status < 500 ? { outcome: 'ok' } : { outcome: 'fail', why: said(seen) };
}

/**
 * An order is there once it was accepted. Surely not there are one that was refused (4xx) and one that found no
 * connection; of all others nobody knows: a 502 may have broken off after the work was done.
 */
export function judgeOrder(seen: Answer | Error): Judged {
  if (seen instanceof Error) {
    return { outcome: seen instanceof NoAnswer && seen.unsent ? 'fail' : 'info', why: seen.message };
  }
  if (seen.status < 300) return { outcome: 'ok' };
  return { outcome: seen.status < 500 ? 'fail' : 'info', why: said(seen) };
}

function said({ status, replica }: Answer): string {
  return `${String(status)} from ${replica ?? 'the front'}`;
}
