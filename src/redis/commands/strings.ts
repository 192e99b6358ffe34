import type { Argument } from '../protocol/outgoing.ts';
import { isOne, numberOf } from './decode.ts';
import { listed, type OneOrMore, type Text } from './issuer.ts';
import { KeyCommands } from './keys.ts';

/** How long a value lives: at most one of these. */
export interface Expiry {
  /** Seconds from now. */
  readonly ex?: number;
  /** Milliseconds from now. */
  readonly px?: number;
  /** At a time. */
  readonly at?: Date;
}

export interface SetOptions extends Expiry {
  /** Keeps the expiry that the key has. */
  readonly keepTtl?: boolean;
  /** Only if the key is not there (NX), or only if it is (XX). */
  readonly when?: 'NX' | 'XX';
}

/** Strings and counters. */
export abstract class StringCommands<T extends Text> extends KeyCommands<T> {
  get(key: Argument): Promise<T | null> {
    return this.ask(['GET', key]);
  }

  /** Resolves with OK, or null when `when` was not met. */
  set(key: Argument, value: Argument, options?: SetOptions): Promise<T | null> {
    if (options === undefined) return this.ask(['SET', key, value]);
    return this.ask(['SET', key, value, ...setWords(options)]);
  }

  /** As `set`, and resolves with the value before. */
  getSet(key: Argument, value: Argument, options: SetOptions = {}): Promise<T | null> {
    return this.ask(['SET', key, value, 'GET', ...setWords(options)]);
  }

  getDel(key: Argument): Promise<T | null> {
    return this.ask(['GETDEL', key]);
  }

  /** Reads, and sets how long it lives on; without any of these it lives for ever. */
  getEx(key: Argument, expiry: Expiry): Promise<T | null> {
    const words = expiryWords(expiry);
    return this.ask(['GETEX', key, ...(words.length === 0 ? ['PERSIST'] : words)]);
  }

  mget(keys: readonly Argument[]): Promise<(T | null)[]> {
    return this.ask(['MGET', ...keys]);
  }

  /** All at once. */
  mset(values: Iterable<readonly [Argument, Argument]>): Promise<T> {
    return this.ask(['MSET', ...[...values].flat()]);
  }

  /** All, or none if any key is there. Resolves with which. */
  msetNx(values: Iterable<readonly [Argument, Argument]>): Promise<boolean> {
    return this.issue(['MSETNX', ...[...values].flat()]).then(isOne);
  }

  /** Resolves with the length in bytes. */
  append(key: Argument, value: Argument): Promise<number> {
    return this.ask(['APPEND', key, value]);
  }

  /** In bytes. */
  strlen(key: Argument): Promise<number> {
    return this.ask(['STRLEN', key]);
  }

  /** Bytes from `start` to `end`, both included; negative ones count from the end. */
  getRange(key: Argument, start: number, end: number): Promise<T> {
    return this.ask(['GETRANGE', key, start, end]);
  }

  setRange(key: Argument, offset: number, value: Argument): Promise<number> {
    return this.ask(['SETRANGE', key, offset, value]);
  }

  incr(key: Argument): Promise<number | bigint> {
    return this.ask(['INCR', key]);
  }

  incrBy(key: Argument, by: number | bigint): Promise<number | bigint> {
    return this.ask(['INCRBY', key, by]);
  }

  incrByFloat(key: Argument, by: number): Promise<number> {
    return this.issue(['INCRBYFLOAT', key, by]).then(numberOf);
  }

  decr(key: Argument): Promise<number | bigint> {
    return this.ask(['DECR', key]);
  }

  decrBy(key: Argument, by: number | bigint): Promise<number | bigint> {
    return this.ask(['DECRBY', key, by]);
  }

  /** Resolves with the bit before. */
  setBit(key: Argument, offset: number, bit: 0 | 1): Promise<number> {
    return this.ask(['SETBIT', key, offset, bit]);
  }

  getBit(key: Argument, offset: number): Promise<number> {
    return this.ask(['GETBIT', key, offset]);
  }

  bitCount(key: Argument): Promise<number> {
    return this.ask(['BITCOUNT', key]);
  }

  /** Counts distinct elements by estimate. Resolves with whether the estimate changed. */
  pfAdd(key: Argument, elements: OneOrMore<Argument>): Promise<boolean> {
    return this.issue(['PFADD', key, ...listed(elements)]).then(isOne);
  }

  pfCount(keys: OneOrMore<Argument>): Promise<number> {
    return this.ask(['PFCOUNT', ...listed(keys)]);
  }
}

function setWords(options: SetOptions): Argument[] {
  const words = expiryWords(options);
  if (options.keepTtl === true) words.push('KEEPTTL');
  if (options.when !== undefined) words.push(options.when);
  return words;
}

function expiryWords({ ex, px, at }: Expiry): Argument[] {
  const words: Argument[] = [];
  if (ex !== undefined) words.push('EX', ex);
  if (px !== undefined) words.push('PX', px);
  if (at !== undefined) words.push('PXAT', at.getTime());
  return words;
}
