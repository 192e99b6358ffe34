import type { Answer } from './answer.ts';
import type { KeyChain } from './keys.ts';
import type { Clock, Course } from './lane.ts';
import { lease, type Lock } from './lock.ts';

/** Writes one sequence after the other. */
export function writing(chain: KeyChain, send: (key: string, value: number) => Promise<Answer>): Course {
  return {
    begin: () => {
      const { current: key } = chain;
      const value = chain.next();
      return { key, value, answer: send(key, value) };
    },
    ended: (answer, took) => {
      chain.ended(answer, took);
    },
  };
}

/** Reads what others write just now, one of their keys after the other. A key that is not there holds 0. */
export function reading(chains: readonly KeyChain[], read: (key: string) => Promise<Answer>): Course {
  let turn = 0;
  return {
    begin: () => {
      const key = chains[turn++ % chains.length]?.current ?? '';
      return { key, value: 0, answer: read(key) };
    },
  };
}

/**
 * The second write is called acknowledged and never sent, and its key is left alone from then on. Everything else is as
 * with `writing`: whoever looks for losses must find exactly this one.
 */
export function dropping(chain: KeyChain, send: (key: string, value: number) => Promise<Answer>): Course {
  return writing(chain, (key, value) => {
    if (value !== 2) return send(key, value);
    chain.renew();
    return Promise.resolve({ outcome: 'ok' });
  });
}

/**
 * How long a worker holds a lock, ms, one time after the other. Some are shorter and some longer than half its pace, so
 * that the lock changes hands now, and stays for a while then.
 */
const holds = [110, 150, 190] as const;
export const longestHold = Math.max(...holds);

/** Takes a lock, works for a moment, and gives it back. */
export function holding(lock: Lock, worker: string, clock: Clock): Course {
  let turn = 0;
  let held = 0;
  const length = (): number => holds[held++ % holds.length] ?? longestHold;
  return {
    begin: () => {
      turn += 1;
      return { key: lock.key, value: 0, answer: hold(lock, `${worker}.${String(turn)}`, length, clock) };
    },
  };
}

/**
 * As an application should: the lease counts from before it was asked for, and what may have been taken without an answer
 * is given back as well.
 */
async function hold(lock: Lock, token: string, length: () => number, { now, after }: Clock): Promise<Answer> {
  const leased = now() + lease;
  const answer = await lock.take(token);
  const from = now();
  if (answer.outcome === 'info') lock.giveBack(token);
  if (answer.outcome !== 'ok' || answer.value === 0) return answer;
  await new Promise<void>((resolve) => {
    after(length(), resolve);
  });
  const to = Math.max(from, Math.min(now(), leased));
  lock.giveBack(token);
  return { ...answer, held: { from, to } };
}
