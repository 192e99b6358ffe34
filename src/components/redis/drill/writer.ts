import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { Ledger } from './ledger.ts';

/** Every key of a drill's, whoever made it. */
export const keyPrefix = 'holdfast:drill:';
/** How long a key lives that nobody removes, s: a drill that is killed leaves nothing for long. */
export const keyLifeSeconds = 900;

/** With what Redis puts around it, it just fits into 8 KiB of its allocator. */
export const valueBytes = 8000;
const sequenceDigits = 12;
/** Keys in one pipeline. With 8 KiB each, 256 KiB on the way at a time. */
export const batch = 32;

/** What came of a batch. */
export interface Written {
  readonly acknowledged: number;
  /** The server's own words of the first refusal. */
  readonly refusal: string | undefined;
}

/**
 * Writes values that begin with a sequence number and remembers what was acknowledged. The rest of a value is
 * random: what compresses would not be full load for the AOF and the replicas.
 */
export class Writer {
  readonly ledger = new Ledger();
  /** Refused writes by the first word of the answer: OOM, NOREPLICAS. */
  readonly refused = new Map<string, number>();
  readonly #client: Redis;
  readonly #prefix: string;
  readonly #filling = randomBytes(valueBytes);
  #sequence = 0;

  constructor(client: Redis, name: string) {
    this.#client = client;
    this.#prefix = `${keyPrefix}${name}:`;
  }

  /** Writes the keys from `first` on, one batch. A time-out or a cut connection is neither acknowledged nor refused. */
  async write(first: number): Promise<Written> {
    const sequence = (this.#sequence += 1);
    const value = Buffer.from(this.#filling);
    value.write(String(sequence).padStart(sequenceDigits, '0'), 'latin1');
    const pipeline = this.#client.pipeline();
    for (let key = first; key < first + batch; key += 1)
      pipeline.set(this.#prefix + String(key), value, 'EX', keyLifeSeconds);
    const answers = await pipeline.exec().catch(() => null);
    const before = this.ledger.acknowledged;
    let refusal: string | undefined;
    answers?.forEach(([error, answer], index) => {
      if (answer === 'OK') this.ledger.note(first + index, sequence);
      else refusal ??= this.#noteRefusal(error?.message ?? '');
    });
    return { acknowledged: this.ledger.acknowledged - before, refusal };
  }

  /** How many acknowledged writes are not there, of all keys or of these. */
  async lost(keys = this.ledger.keys): Promise<number> {
    let lost = 0;
    for (const some of chunks(keys)) {
      const pipeline = this.#client.pipeline();
      for (const key of some) pipeline.getrange(this.#prefix + String(key), 0, sequenceDigits - 1);
      const answers = (await pipeline.exec()) ?? [];
      const found = answers.map(([error, text]) => {
        if (error !== null) throw error;
        return text === '' ? undefined : Number(text);
      });
      lost += this.ledger.lost(some, found).length;
    }
    return lost;
  }

  async remove(keys = this.ledger.keys): Promise<void> {
    for (const some of chunks(keys)) {
      await this.#client.unlink(...some.map((key) => this.#prefix + String(key)));
      for (const key of some) this.ledger.forget(key);
    }
  }

  /** Only what the server itself said counts: its errors begin with a word in capitals. */
  #noteRefusal(message: string): string | undefined {
    const word = /^[A-Z]{3,}\b/.exec(message)?.[0];
    if (word === undefined) return undefined;
    this.refused.set(word, (this.refused.get(word) ?? 0) + 1);
    return message;
  }
}

/** The first of each kind of refusal and how many there were: `1204 OOM, 3 NOREPLICAS`. */
export function refusalsText({ refused }: Writer): string {
  const kinds = [...refused].map(([word, count]) => `${String(count)} ${word}`);
  return kinds.length === 0 ? 'none refused' : `refused: ${kinds.join(', ')}`;
}

function chunks(keys: readonly number[]): number[][] {
  const size = 500;
  return Array.from({ length: Math.ceil(keys.length / size) }, (_, index) =>
    keys.slice(index * size, (index + 1) * size),
  );
}
