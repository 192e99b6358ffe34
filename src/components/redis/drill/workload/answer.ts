import type { Held } from '../../../../drill/history.ts';
import type { Outcome } from '../../../../redis/index.ts';
import { prompt } from './keys.ts';

/** What became of one operation. A promise of it never rejects. */
export interface Answer {
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly why?: string;
  /** What a read found. */
  readonly value?: number;
  /** Of a lock that was taken, told when it has been given back: the operation itself was over when it was acknowledged. */
  readonly held?: Held;
}

/** Our own client tells which of the three it was. */
export function ourAnswer(outcome: Outcome): Answer {
  switch (outcome.outcome) {
    case 'ok':
      return { outcome: 'ok' };
    case 'fail':
      return { outcome: 'fail', why: outcome.error.message };
    case 'unknown':
      return { outcome: 'info', why: outcome.error.message };
  }
}

/** Refusals by which a node says that it did not do it. */
const refusal = /^(READONLY|NOREPLICAS|LOADING|MASTERDOWN|OOM|MISCONF)\b/;

/**
 * The answer of a client that sends again by itself and does not tell. A refusal says "not applied" only of a command
 * that was sent once, as one is that was answered promptly.
 */
export async function stockAnswer(reply: Promise<unknown>, now: () => number): Promise<Answer> {
  const began = now();
  try {
    await reply;
    return { outcome: 'ok' };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const once = now() - began <= prompt;
    return { outcome: once && refusal.test(why) ? 'fail' : 'info', why };
  }
}
