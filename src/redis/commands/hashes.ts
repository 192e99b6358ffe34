import type { Argument } from '../protocol/outgoing.ts';
import { isOne, listOf, mapOf, numberOf } from './decode.ts';
import { listed, type OneOrMore, type Text } from './issuer.ts';
import { StringCommands } from './strings.ts';

/** Fields with values: an object, a Map, or a list of pairs. */
export type Fields = Readonly<Record<string, Argument>> | Iterable<readonly [Argument, Argument]>;

/** Hashes. */
export abstract class HashCommands<T extends Text> extends StringCommands<T> {
  hget(key: Argument, field: Argument): Promise<T | null> {
    return this.ask(['HGET', key, field]);
  }

  /** Resolves with how many fields are new. */
  hset(key: Argument, fields: Fields): Promise<number> {
    return this.ask(['HSET', key, ...flatFields(fields)]);
  }

  /** Only if the field is not there. Resolves with whether it was set. */
  hsetNx(key: Argument, field: Argument, value: Argument): Promise<boolean> {
    return this.issue(['HSETNX', key, field, value]).then(isOne);
  }

  hmget(key: Argument, fields: readonly Argument[]): Promise<(T | null)[]> {
    return this.ask(['HMGET', key, ...fields]);
  }

  /** Empty when there is no such key. */
  hgetAll(key: Argument): Promise<Map<T, T>> {
    return this.issue(['HGETALL', key]).then(mapOf<T, T>);
  }

  /** Resolves with how many were there. */
  hdel(key: Argument, fields: OneOrMore<Argument>): Promise<number> {
    return this.ask(['HDEL', key, ...listed(fields)]);
  }

  hexists(key: Argument, field: Argument): Promise<boolean> {
    return this.issue(['HEXISTS', key, field]).then(isOne);
  }

  hlen(key: Argument): Promise<number> {
    return this.ask(['HLEN', key]);
  }

  hkeys(key: Argument): Promise<T[]> {
    return this.issue(['HKEYS', key]).then(listOf<T>);
  }

  hvals(key: Argument): Promise<T[]> {
    return this.issue(['HVALS', key]).then(listOf<T>);
  }

  hincrBy(key: Argument, field: Argument, by: number | bigint): Promise<number | bigint> {
    return this.ask(['HINCRBY', key, field, by]);
  }

  hincrByFloat(key: Argument, field: Argument, by: number): Promise<number> {
    return this.issue(['HINCRBYFLOAT', key, field, by]).then(numberOf);
  }
}

function flatFields(fields: Fields): Argument[] {
  return [...(isIterable(fields) ? fields : Object.entries(fields))].flat();
}

function isIterable(fields: Fields): fields is Iterable<readonly [Argument, Argument]> {
  return Symbol.iterator in fields;
}
