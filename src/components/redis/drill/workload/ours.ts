import {
  createSentinelClient,
  type Ack,
  type Connection,
  type SentinelClient,
  type SentinelClientOptions,
} from '../../../../redis/index.ts';
import { ourAnswer, type Answer } from './answer.ts';
import type { Place, Way } from './place.ts';

/** ms for an operation: one that stalls must not keep its writer from trying again for long. */
export const ourPatience = 1000;

/**
 * How long a key lives that nobody removes, s: longer than any drill, because a key that was left alone after its first
 * minute is read at the end. Values are a few bytes.
 */
export const keyLife = 24 * 3600;

/** As an application has it: with what it does of its own accord, and nothing tuned. */
export function ourClient(place: Way, options: Partial<SentinelClientOptions> = {}): SentinelClient {
  const { primaryName, sentinels, addressMap, username, password, database } = place;
  const login = { username, password };
  return createSentinelClient({
    primaryName,
    sentinels,
    addressMap,
    sentinel: login,
    ...login,
    database,
    ...options,
  });
}

/**
 * Sent once, unless it was surely not applied: as `idempotent` the client would send it again after a connection was
 * lost, and the first one, still on its way, could overwrite a later write.
 */
export async function set(client: SentinelClient, ack: Ack, key: string, value: number): Promise<Answer> {
  const words = ['SET', key, value, 'EX', keyLife];
  return ourAnswer(await client.attempt(words, { ack, timeout: ourPatience }));
}

/** The first one on a key also gives it its life. */
export async function increment(client: SentinelClient, key: string, life: boolean): Promise<Answer> {
  const answer = ourAnswer(await client.attempt(['INCR', key], { ack: 'replica', timeout: ourPatience }));
  if (life) client.expire(key, keyLife).catch(() => undefined);
  return answer;
}

/** A key that is not there holds 0. */
export async function read(client: SentinelClient, key: string): Promise<Answer> {
  const outcome = await client.attempt(['GET', key], { timeout: ourPatience });
  if (outcome.outcome !== 'ok') return ourAnswer(outcome);
  return { outcome: 'ok', value: Number(outcome.reply ?? 0) };
}

/** Calls back whenever a client has come to a node. */
export function onNode(place: Place, call: (name: string) => void): (connection: Connection) => void {
  let last: string | undefined;
  return ({ endpoint }) => {
    const name = 'path' in endpoint ? endpoint.path : place.nameOf(endpoint);
    if (name !== last) call(name);
    last = name;
  };
}
