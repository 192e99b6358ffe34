import type { Argument } from '../protocol/outgoing.ts';
import { HashCommands } from './hashes.ts';
import { listed, type OneOrMore, type Text } from './issuer.ts';

export type End = 'LEFT' | 'RIGHT';

/** Lists. The commands that block have a connection of their own: `client.connect()`. */
export abstract class ListCommands<T extends Text> extends HashCommands<T> {
  /** Resolves with the length, as the three after it do. */
  lpush(key: Argument, values: OneOrMore<Argument>): Promise<number> {
    return this.ask(['LPUSH', key, ...listed(values)]);
  }

  rpush(key: Argument, values: OneOrMore<Argument>): Promise<number> {
    return this.ask(['RPUSH', key, ...listed(values)]);
  }

  /** Only if the list is there. */
  lpushX(key: Argument, values: OneOrMore<Argument>): Promise<number> {
    return this.ask(['LPUSHX', key, ...listed(values)]);
  }

  /** Only if the list is there. */
  rpushX(key: Argument, values: OneOrMore<Argument>): Promise<number> {
    return this.ask(['RPUSHX', key, ...listed(values)]);
  }

  lpop(key: Argument): Promise<T | null> {
    return this.ask(['LPOP', key]);
  }

  rpop(key: Argument): Promise<T | null> {
    return this.ask(['RPOP', key]);
  }

  /** Up to `count` from one end; null when there is no such key. */
  popMany(key: Argument, end: End, count: number): Promise<T[] | null> {
    return this.ask([end === 'LEFT' ? 'LPOP' : 'RPOP', key, count]);
  }

  llen(key: Argument): Promise<number> {
    return this.ask(['LLEN', key]);
  }

  /** From `start` to `stop`, both included; negative ones count from the end. */
  lrange(key: Argument, start: number, stop: number): Promise<T[]> {
    return this.ask(['LRANGE', key, start, stop]);
  }

  lindex(key: Argument, index: number): Promise<T | null> {
    return this.ask(['LINDEX', key, index]);
  }

  lset(key: Argument, index: number, value: Argument): Promise<T> {
    return this.ask(['LSET', key, index, value]);
  }

  /** Up to `count` equal ones from the left, from the right if negative, all if 0. Resolves with how many. */
  lrem(key: Argument, count: number, value: Argument): Promise<number> {
    return this.ask(['LREM', key, count, value]);
  }

  ltrim(key: Argument, start: number, stop: number): Promise<T> {
    return this.ask(['LTRIM', key, start, stop]);
  }

  /** Resolves with the length; -1 when there is no such pivot. */
  linsert(key: Argument, where: 'BEFORE' | 'AFTER', pivot: Argument, value: Argument): Promise<number> {
    return this.ask(['LINSERT', key, where, pivot, value]);
  }

  lmove(from: Argument, to: Argument, take: End, put: End): Promise<T | null> {
    return this.ask(['LMOVE', from, to, take, put]);
  }
}
