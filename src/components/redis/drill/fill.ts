import type { Redis } from 'ioredis';
import type { Bite, PressContext, Pressure } from '../../../drill/limits/pressure.ts';
import type { RedisSettings } from '../schema.ts';
import type { Info } from './info.ts';
import { infoOf, mebibyte, pause, withClient } from './session.ts';
import { batch, refusalsText, valueBytes, Writer } from './writer.ts';

/** Batches on the way at a time. */
const depth = 4;
/** How long writing goes on against a full memory before some of it is freed, ms. */
const insistence = 1000;

/**
 * Writes new keys until the server refuses them (or evicts, as its policy says), insists for a moment, frees a quarter
 * of its own and fills again: the memory stays at its limit, and the AOF grows.
 */
export const fill = (settings: RedisSettings): Pressure => ({
  name: 'redis:fill',
  title: 'Redis filled to maxmemory',
  press: (context) => withClient(settings, context, (client) => pressFill(client, context)),
});

async function pressFill(client: Redis, { over, bitten, say }: PressContext): Promise<Bite> {
  const before = await infoOf(client);
  const writer = new Writer(client, 'fill');
  const round = new Round(writer, before);
  let highest = before.usedMemory;
  let lostOnTheWay = 0;
  while (!over.aborted) {
    await round.fillUp(over);
    const { usedMemory, evictedKeys } = await infoOf(client);
    highest = Math.max(highest, usedMemory);
    if (round.refusal !== undefined || evictedKeys > before.evictedKeys) bitten();
    say(`${(usedMemory / mebibyte).toFixed(0)} MiB, ${refusalsText(writer)}`);
    const going = quarter(writer.ledger.keys);
    lostOnTheWay += await writer.lost(going);
    await writer.remove(going);
  }
  const { evictedKeys } = await infoOf(client);
  const evicted = evictedKeys - before.evictedKeys;
  const missing = lostOnTheWay + (await writer.lost());
  const { acknowledged } = writer.ledger;
  await writer.remove();
  return {
    ...seenOf(writer, round, evicted, highest, before),
    acknowledged,
    lost: Math.max(0, missing - evicted),
  };
}

/** One filling: several batches on the way until a refusal, then insisting for a moment. */
class Round {
  /** The first refusal for want of memory, in the server's words. */
  refusal: string | undefined;
  readonly #writer: Writer;
  /** Where an evicting server would never refuse, keys are written over after twice what fits. */
  readonly #slots: number;
  /** How long one filling goes on, ms: an evicting server never refuses, any other does in the end. */
  readonly #longest: number;
  #next = 0;

  constructor(writer: Writer, { maxmemory, policy }: Info) {
    this.#writer = writer;
    this.#longest = policy === 'noeviction' ? Infinity : 5 * insistence;
    this.#slots = Math.ceil((2 * maxmemory) / valueBytes / batch) * batch;
  }

  async fillUp(over: AbortSignal): Promise<void> {
    const end = performance.now() + this.#longest;
    const memory = { full: false };
    const lane = async (): Promise<void> => {
      while (!memory.full && !over.aborted && performance.now() < end)
        if ((await this.#batch()) === 'full') memory.full = true;
    };
    await Promise.all(Array.from({ length: depth }, lane));
    const enough = performance.now() + insistence;
    while (memory.full && !over.aborted && performance.now() < enough) {
      await this.#batch();
      await pause(50, over);
    }
  }

  async #batch(): Promise<'full' | 'room'> {
    const first = this.#next;
    this.#next = (first + batch) % this.#slots;
    const { refusal } = await this.#writer.write(first);
    if (refusal?.startsWith('OOM') !== true) return 'room';
    this.refusal ??= refusal;
    return 'full';
  }
}

function quarter(keys: readonly number[]): readonly number[] {
  return keys.slice(0, Math.ceil(keys.length / 4));
}

function seenOf(
  writer: Writer,
  { refusal }: Round,
  evicted: number,
  highest: number,
  { policy, maxmemory }: Info,
): Pick<Bite, 'bit' | 'seen'> {
  const level = `${(highest / mebibyte).toFixed(0)} of ${(maxmemory / mebibyte).toFixed(0)} MiB`;
  const words = refusal === undefined ? [] : [`'${refusal}'`];
  const numbers = [
    `${String(writer.ledger.acknowledged)} written`,
    refusalsText(writer),
    `${String(evicted)} evicted`,
  ];
  return {
    bit: refusal !== undefined || evicted > 0,
    seen: [level, policy, ...numbers, ...words].join(', '),
  };
}
