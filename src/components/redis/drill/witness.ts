import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Manifest } from '../../../backup/manifest.ts';
import { begun, Once } from '../../../drill/disaster/once.ts';
import type { Found } from '../../../drill/disaster/record.ts';
import type { Count, SavedCount } from '../../../drill/disaster/users.ts';
import type { Witness, WitnessContext, Writing } from '../../../drill/disaster/witness.ts';
import type { Ack, SentinelClient } from '../../../redis/index.ts';
import type { RedisSettings } from '../schema.ts';
import { infoOf, withClient } from './session.ts';
import { keyLife, ourClient, ourPatience } from './workload/ours.ts';
import { placeOf } from './workload/place.ts';
import { keyPrefix } from './writer.ts';

const tier = 'redis';
/** Between two writes at the full pace, ms. */
const interval = 5;
/** Writes that wait for an answer, at most. */
const underWay = 500;
/** For a first answer of a tier that is whole; between two tries of a probe, ms. */
const patience = { first: 10_000, again: 50 };

const lasting = 'keys without an expiry';
const expiring = 'keys with an expiry';

/** Keys that are each written once: what a key holds says which write it was, and a key that is not there was lost. */
export function redisWitness(settings: RedisSettings): Witness {
  // A tier of one has no replica that could acknowledge.
  const ack: Ack = settings.nodes > 1 ? 'replica' : 'primary';
  return {
    tier,
    about: `SET by holdfast/redis, 200 a second, each to a key of its own and acknowledged by ${ack === 'replica' ? 'a replica' : 'the primary'}`,
    start: (context) => startWriting(settings, ack, context),
    probe: async (context) => {
      const client = ourClient(placeOf(settings, context));
      try {
        while (
          !(await write(client, ack, { id: keyOf(context.word, 'probe'), value: 'probe' }, context.note))
        )
          await sleep(patience.again, undefined, { signal: context.signal });
      } finally {
        await client.close(0);
      }
    },
    readBack: (context, word) => withClient(settings, context, (client) => readAll(client, keyOf(word, '*'))),
    count: (context) => withClient(settings, context, async (client) => countsOf(await infoOf(client))),
    saved: savedIn,
  };
}

function keyOf(word: string, name: string): string {
  return `${keyPrefix}${word}:${name}`;
}

async function startWriting(settings: RedisSettings, ack: Ack, context: WitnessContext): Promise<Writing> {
  const client = ourClient(placeOf(settings, context));
  const over = new AbortController();
  const first = new Once();
  const waiting = new Set<Promise<unknown>>();
  const begin = performance.now();
  const loop = async (): Promise<void> => {
    for (let sequence = 1; !over.signal.aborted; sequence += 1) {
      const early = begin + (sequence * interval) / context.pace - performance.now();
      if (early > 0) await sleep(early);
      while (waiting.size >= underWay) await Promise.race(waiting);
      const record = { id: keyOf(context.word, String(sequence)), value: String(sequence) };
      const one = write(client, ack, record, context.note).then((done) => {
        waiting.delete(one);
        if (done) first.happened();
      });
      waiting.add(one);
    }
  };
  const looping = loop();
  const stop = async (): Promise<void> => {
    over.abort();
    await looping;
    await Promise.all(waiting);
    await client.close(0);
  };
  return begun({ stop }, first, { tier: 'Redis', patience: patience.first });
}

/** Sent once; true when it was acknowledged. Never throws. */
async function write(
  client: SentinelClient,
  ack: Ack,
  record: { readonly id: string; readonly value: string },
  note: WitnessContext['note'],
): Promise<boolean> {
  const acknowledged = note(record);
  const words = ['SET', record.id, record.value, 'EX', keyLife];
  const { outcome } = await client.attempt(words, { ack, timeout: ourPatience });
  if (outcome === 'ok') acknowledged();
  return outcome === 'ok';
}

/** By pattern, not by name: a key that nobody wrote would be found as well. */
async function readAll(client: Redis, pattern: string): Promise<readonly Found[]> {
  const found = new Map<string, string>();
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
    const values = keys.length === 0 ? [] : await client.mget(keys);
    // A scan may name a key twice.
    keys.forEach((id, index) => found.set(id, values[index] ?? ''));
    cursor = next;
  } while (cursor !== '0');
  return [...found].map(([id, value]) => ({ id, value }));
}

function countsOf({ keys, expiringKeys }: { keys: number; expiringKeys: number }): readonly Count[] {
  return [
    { tier, what: lasting, number: keys - expiringKeys },
    { tier, what: expiring, number: expiringKeys, shrinks: true, withOwn: true },
  ];
}

function savedIn({ redis }: Manifest): readonly SavedCount[] | undefined {
  if (redis === undefined) return undefined;
  const { keys, expires } = redis;
  return [
    { tier, what: lasting, covered: keys - expires, restorable: keys - expires },
    { tier, what: expiring, covered: expires, restorable: expires, withOwn: true },
  ];
}
