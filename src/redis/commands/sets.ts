import type { Argument } from '../protocol/outgoing.ts';
import { isOne, listOf } from './decode.ts';
import { listed, type OneOrMore, type Text } from './issuer.ts';
import { ListCommands } from './lists.ts';

/** Sets. */
export abstract class SetCommands<T extends Text> extends ListCommands<T> {
  /** Resolves with how many are new. */
  sadd(key: Argument, members: OneOrMore<Argument>): Promise<number> {
    return this.ask(['SADD', key, ...listed(members)]);
  }

  /** Resolves with how many were there. */
  srem(key: Argument, members: OneOrMore<Argument>): Promise<number> {
    return this.ask(['SREM', key, ...listed(members)]);
  }

  smembers(key: Argument): Promise<T[]> {
    return this.issue(['SMEMBERS', key]).then(listOf<T>);
  }

  sismember(key: Argument, member: Argument): Promise<boolean> {
    return this.issue(['SISMEMBER', key, member]).then(isOne);
  }

  smismember(key: Argument, members: readonly Argument[]): Promise<boolean[]> {
    return this.issue(['SMISMEMBER', key, ...members]).then((reply) => listOf<number>(reply).map(isOne));
  }

  scard(key: Argument): Promise<number> {
    return this.ask(['SCARD', key]);
  }

  /** Takes one out. */
  spop(key: Argument): Promise<T | null> {
    return this.ask(['SPOP', key]);
  }

  srandmember(key: Argument): Promise<T | null> {
    return this.ask(['SRANDMEMBER', key]);
  }

  /** Resolves with whether it was there. */
  smove(from: Argument, to: Argument, member: Argument): Promise<boolean> {
    return this.issue(['SMOVE', from, to, member]).then(isOne);
  }

  sinter(keys: readonly Argument[]): Promise<T[]> {
    return this.issue(['SINTER', ...keys]).then(listOf<T>);
  }

  sunion(keys: readonly Argument[]): Promise<T[]> {
    return this.issue(['SUNION', ...keys]).then(listOf<T>);
  }

  sdiff(keys: readonly Argument[]): Promise<T[]> {
    return this.issue(['SDIFF', ...keys]).then(listOf<T>);
  }
}
