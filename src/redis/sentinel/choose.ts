import type { TcpEndpoint } from '../connection/endpoint.ts';
import { isSame } from './addresses.ts';
import type { SentinelAnswer } from './answer.ts';

/** Who may be primary, by the Sentinels. */
export interface Candidate {
  readonly endpoint: TcpEndpoint;
  readonly epoch: number;
  /** Whether as many Sentinels name it with this epoch as must agree on a failover. */
  readonly byQuorum: boolean;
  /** It is about to become one, and is worth waiting for. */
  readonly promoting: boolean;
}

/**
 * The candidate with the highest epoch. What a Sentinel with a lower one says is old news, however many say so: it only
 * has not heard yet. An epoch below `seen`, the highest that was ever acted on, is old as well, unless a quorum says so:
 * then the Sentinels were made anew and count from the start.
 */
export function choose(answers: readonly SentinelAnswer[], seen: number): Candidate | undefined {
  const voices = [...new Map(answers.map((answer) => [answer.id, answer])).values()];
  const epoch = Math.max(...voices.map((voice) => voice.epoch));
  const newest = voices.filter((voice) => voice.epoch === epoch);
  const [best] = newest
    .map(({ primary, promoting }) => ({
      endpoint: primary,
      promoting,
      votes: newest.filter((other) => isSame(other.primary, primary)).length,
    }))
    .sort((a, b) => b.votes - a.votes);
  if (best === undefined) return undefined;
  const byQuorum = best.votes >= Math.max(...voices.map(({ quorum }) => quorum));
  const { endpoint, promoting } = best;
  return epoch >= seen || byQuorum ? { endpoint, epoch, byQuorum, promoting } : undefined;
}
