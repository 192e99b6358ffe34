import type { Final } from '../../../../drill/history.ts';
import { StackError, firstLineOf } from '../../../../errors.ts';
import type { SentinelClient } from '../../../../redis/index.ts';
import { ourClient } from './ours.ts';
import type { Place } from './place.ts';

/** The keys of a stream, and what their values mean. */
export interface Kept {
  readonly stream: string;
  readonly kind: 'register' | 'counter';
  readonly keys: readonly string[];
}

/** Keys in one question. */
const some = 500;

/**
 * What every key holds on the primary of now, those that were left alone on the way as well.
 *
 * @throws StackError('no') when there is no primary to read from
 */
export async function readBack(place: Place, kept: readonly Kept[]): Promise<readonly Final[]> {
  return withFresh(place, 'read back', async (client) => {
    const finals: Final[] = [];
    for (const { stream, kind, keys } of kept) {
      const values = await valuesOf(client, keys);
      finals.push(
        kind === 'register'
          ? { kind, stream, values: new Map(keys.map((key, index) => [key, values[index]])) }
          : { kind, stream, values: new Map(keys.map((key, index) => [key, values[index] ?? 0])) },
      );
    }
    return finals;
  });
}

/** Removes them all. */
export async function remove(place: Place, keys: readonly string[]): Promise<void> {
  await withFresh(place, 'removed', async (client) => {
    for (const part of parts(keys)) await client.request(['UNLINK', ...part]);
  });
}

async function valuesOf(client: SentinelClient, keys: readonly string[]): Promise<(number | undefined)[]> {
  const found: (number | undefined)[] = [];
  for (const part of parts(keys)) {
    const values = await client.mget(part);
    found.push(...values.map((value) => (value === null ? undefined : Number(value))));
  }
  return found;
}

async function withFresh<T>(
  place: Place,
  what: string,
  work: (client: SentinelClient) => Promise<T>,
): Promise<T> {
  const client = ourClient(place);
  try {
    return await work(client);
  } catch (error) {
    throw new StackError('no', `keys of the drill could not be ${what}: ${firstLineOf(error)}`, {
      cause: error,
    });
  } finally {
    await client.close(0);
  }
}

function parts(keys: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(keys.length / some) }, (_, index) =>
    keys.slice(index * some, (index + 1) * some),
  );
}
