import type { Argument } from '../protocol/outgoing.ts';
import { isOne } from './decode.ts';
import { Issuer, listed, type OneOrMore, type Text } from './issuer.ts';

/** When an expiry replaces another: only if there is none, some, or if it is later or earlier. */
export type ExpireCondition = 'NX' | 'XX' | 'GT' | 'LT';

/** Keys of any type. */
export abstract class KeyCommands<T extends Text> extends Issuer {
  /** Resolves with how many were there. */
  del(keys: OneOrMore<Argument>): Promise<number> {
    return this.ask(['DEL', ...listed(keys)]);
  }

  /** As `del`, with the memory given back in the background. */
  unlink(keys: OneOrMore<Argument>): Promise<number> {
    return this.ask(['UNLINK', ...listed(keys)]);
  }

  /** Resolves with how many are there; a key named twice counts twice. */
  exists(keys: OneOrMore<Argument>): Promise<number> {
    return this.ask(['EXISTS', ...listed(keys)]);
  }

  /** In `seconds` from now. Resolves with whether it was set. */
  expire(key: Argument, seconds: number, when?: ExpireCondition): Promise<boolean> {
    return this.issue(when === undefined ? ['EXPIRE', key, seconds] : ['EXPIRE', key, seconds, when]).then(
      isOne,
    );
  }

  /** In `milliseconds` from now. Resolves with whether it was set. */
  pexpire(key: Argument, milliseconds: number, when?: ExpireCondition): Promise<boolean> {
    const words: Argument[] = ['PEXPIRE', key, milliseconds];
    return this.issue(when === undefined ? words : [...words, when]).then(isOne);
  }

  /** At a time. Resolves with whether it was set. */
  expireAt(key: Argument, at: Date): Promise<boolean> {
    return this.issue(['PEXPIREAT', key, at.getTime()]).then(isOne);
  }

  /** Takes the expiry away. Resolves with whether there was one. */
  persist(key: Argument): Promise<boolean> {
    return this.issue(['PERSIST', key]).then(isOne);
  }

  /** Seconds left; -1 without an expiry, -2 without the key. */
  ttl(key: Argument): Promise<number> {
    return this.ask(['TTL', key]);
  }

  /** Milliseconds left; -1 without an expiry, -2 without the key. */
  pttl(key: Argument): Promise<number> {
    return this.ask(['PTTL', key]);
  }

  /** `string`, `hash`, `list` and so on; `none` without the key. */
  type(key: Argument): Promise<T> {
    return this.ask(['TYPE', key]);
  }

  rename(key: Argument, to: Argument): Promise<T> {
    return this.ask(['RENAME', key, to]);
  }

  /** Resolves with whether it was copied. */
  copy(key: Argument, to: Argument, options: { readonly replace?: boolean } = {}): Promise<boolean> {
    return this.issue(['COPY', key, to, ...(options.replace === true ? ['REPLACE'] : [])]).then(isOne);
  }

  /** Resolves with how many were there. */
  touch(keys: OneOrMore<Argument>): Promise<number> {
    return this.ask(['TOUCH', ...listed(keys)]);
  }

  randomKey(): Promise<T | null> {
    return this.ask(['RANDOMKEY']);
  }

  dbSize(): Promise<number> {
    return this.ask(['DBSIZE']);
  }

  ping(): Promise<T> {
    return this.ask(['PING']);
  }

  /** Resolves with how many clients of this server got it. */
  publish(channel: Argument, message: Argument): Promise<number> {
    return this.ask(['PUBLISH', channel, message]);
  }
}
