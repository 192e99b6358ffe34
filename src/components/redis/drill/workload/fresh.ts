import { ourClient, set } from './ours.ts';
import type { Answer } from './answer.ts';
import type { Way } from './place.ts';

/** Writes as a client that has only just come: when the tier itself is back shows here, whatever old clients still do. */
export interface Newcomers {
  readonly set: (key: string, value: number) => Promise<Answer>;
  /** Resolves when the last of them is gone. */
  readonly close: () => Promise<void>;
}

/** Each asks the Sentinels, connects, writes and leaves. Leaving is no part of what it took. */
export function newcomers(place: Way): Newcomers {
  const leaving = new Set<Promise<void>>();
  return {
    set: async (key, value) => {
      const client = ourClient(place, { announce: false });
      const answer = await set(client, 'replica', key, value);
      const left = client.close(0).finally(() => leaving.delete(left));
      leaving.add(left);
      return answer;
    },
    close: async () => {
      await Promise.all(leaving);
    },
  };
}
