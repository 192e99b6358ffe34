import type { Argument } from '../protocol/outgoing.ts';
import { listOf, numberOf, numberOrNull, scoredOf, type Scored } from './decode.ts';
import { listed, type OneOrMore, type Text } from './issuer.ts';
import { SetCommands } from './sets.ts';

export interface ZaddOptions {
  /** Only new members (NX), only those there (XX), or only to a greater (GT) or lower (LT) score. */
  readonly when?: 'NX' | 'XX' | 'GT' | 'LT';
  /** Resolves with how many changed, not only how many are new. */
  readonly changed?: boolean;
}

export interface ZrangeOptions {
  /** By rank unless said; then `start` and `stop` are scores (`(1` excludes) or words (`[a`, `(a`, `-`, `+`). */
  readonly by?: 'SCORE' | 'LEX';
  readonly reverse?: boolean;
  readonly limit?: { readonly offset: number; readonly count: number };
}

/** Sorted sets. */
export abstract class SortedSetCommands<T extends Text> extends SetCommands<T> {
  /** Resolves with how many are new. */
  zadd(key: Argument, members: OneOrMore<Scored<Argument>>, options: ZaddOptions = {}): Promise<number> {
    const flags = [
      ...(options.when === undefined ? [] : [options.when]),
      ...(options.changed === true ? ['CH'] : []),
    ];
    const all = 'member' in members ? [members] : members;
    return this.ask(['ZADD', key, ...flags, ...all.flatMap(({ score, member }) => [score, member])]);
  }

  /** Resolves with how many were there. */
  zrem(key: Argument, members: OneOrMore<Argument>): Promise<number> {
    return this.ask(['ZREM', key, ...listed(members)]);
  }

  zscore(key: Argument, member: Argument): Promise<number | null> {
    return this.issue(['ZSCORE', key, member]).then(numberOrNull);
  }

  zincrBy(key: Argument, by: number, member: Argument): Promise<number> {
    return this.issue(['ZINCRBY', key, by, member]).then(numberOf);
  }

  zcard(key: Argument): Promise<number> {
    return this.ask(['ZCARD', key]);
  }

  /** Members with a score from `min` to `max`; `(1` excludes 1. */
  zcount(key: Argument, min: Argument, max: Argument): Promise<number> {
    return this.ask(['ZCOUNT', key, min, max]);
  }

  /** From 0 on, by rising score. */
  zrank(key: Argument, member: Argument): Promise<number | null> {
    return this.ask(['ZRANK', key, member]);
  }

  /** From 0 on, by falling score. */
  zrevrank(key: Argument, member: Argument): Promise<number | null> {
    return this.ask(['ZREVRANK', key, member]);
  }

  zrange(key: Argument, start: Argument, stop: Argument, options: ZrangeOptions = {}): Promise<T[]> {
    return this.issue(['ZRANGE', key, start, stop, ...rangeWords(options)]).then(listOf<T>);
  }

  zrangeWithScores(
    key: Argument,
    start: Argument,
    stop: Argument,
    options: ZrangeOptions = {},
  ): Promise<Scored<T>[]> {
    return this.issue(['ZRANGE', key, start, stop, ...rangeWords(options), 'WITHSCORES']).then(scoredOf<T>);
  }

  /** Resolves with how many were removed. */
  zremRangeByScore(key: Argument, min: Argument, max: Argument): Promise<number> {
    return this.ask(['ZREMRANGEBYSCORE', key, min, max]);
  }

  /** Resolves with how many were removed. */
  zremRangeByRank(key: Argument, start: number, stop: number): Promise<number> {
    return this.ask(['ZREMRANGEBYRANK', key, start, stop]);
  }

  /** Takes out up to `count` of the lowest. */
  zpopMin(key: Argument, count = 1): Promise<Scored<T>[]> {
    return this.issue(['ZPOPMIN', key, count]).then(scoredOf<T>);
  }

  /** Takes out up to `count` of the highest. */
  zpopMax(key: Argument, count = 1): Promise<Scored<T>[]> {
    return this.issue(['ZPOPMAX', key, count]).then(scoredOf<T>);
  }
}

function rangeWords({ by, reverse, limit }: ZrangeOptions): Argument[] {
  const words: Argument[] = [];
  if (by !== undefined) words.push(`BY${by}`);
  if (reverse === true) words.push('REV');
  if (limit !== undefined) words.push('LIMIT', limit.offset, limit.count);
  return words;
}
