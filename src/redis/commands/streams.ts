import type { Argument } from '../protocol/outgoing.ts';
import type { Reply } from '../protocol/reply.ts';
import { isOne, listOf, mapOf } from './decode.ts';
import { listed, type OneOrMore, type Text } from './issuer.ts';
import { SortedSetCommands } from './sorted-sets.ts';

export interface StreamEntry<T> {
  readonly id: T;
  readonly fields: Map<T, T>;
}

export interface XaddOptions {
  /** `*` unless said: the server makes one. */
  readonly id?: string;
  /** Keeps the stream at about this many entries. */
  readonly maxLength?: number;
}

/** Streams: the basics. Reading that blocks has a connection of its own: `client.connect()`. */
export abstract class StreamCommands<T extends Text> extends SortedSetCommands<T> {
  /** Resolves with the entry's id. */
  xadd(key: Argument, fields: Readonly<Record<string, Argument>>, options: XaddOptions = {}): Promise<T> {
    const { id = '*', maxLength } = options;
    const trim = maxLength === undefined ? [] : ['MAXLEN', '~', maxLength];
    return this.ask(['XADD', key, ...trim, id, ...Object.entries(fields).flat()]);
  }

  xlen(key: Argument): Promise<number> {
    return this.ask(['XLEN', key]);
  }

  /** From `start` to `end`; `-` and `+` are the first and the last. */
  xrange(key: Argument, start = '-', end = '+', count?: number): Promise<StreamEntry<T>[]> {
    const limit = count === undefined ? [] : ['COUNT', count];
    return this.issue(['XRANGE', key, start, end, ...limit]).then(entriesOf<T>);
  }

  /** What came after the id given for each stream, which are the keys. Empty when nothing did. */
  xread(after: Readonly<Record<string, string>>, count?: number): Promise<Map<T, StreamEntry<T>[]>> {
    const limit = count === undefined ? [] : ['COUNT', count];
    return this.issue(['XREAD', ...limit, 'STREAMS', ...Object.keys(after), ...Object.values(after)]).then(
      streamsOf<T>,
    );
  }

  /** Makes a group, and the stream if it is not there. `$` begins with what comes from now on. */
  xgroupCreate(key: Argument, group: Argument, from = '$'): Promise<T> {
    return this.ask(['XGROUP', 'CREATE', key, group, from, 'MKSTREAM']);
  }

  /** What nobody of the group has read (`>`), or what this consumer has not confirmed (from an id on). */
  xreadGroup(
    group: Argument,
    consumer: Argument,
    from: Readonly<Record<string, string>>,
    count?: number,
  ): Promise<Map<T, StreamEntry<T>[]>> {
    const limit = count === undefined ? [] : ['COUNT', count];
    const streams = [...Object.keys(from), ...Object.values(from)];
    return this.issue(['XREADGROUP', 'GROUP', group, consumer, ...limit, 'STREAMS', ...streams]).then(
      streamsOf<T>,
    );
  }

  /** Resolves with how many were confirmed. */
  xack(key: Argument, group: Argument, ids: OneOrMore<Argument>): Promise<number> {
    return this.ask(['XACK', key, group, ...listed(ids)]);
  }

  /** Resolves with how many were there. */
  xdel(key: Argument, ids: OneOrMore<Argument>): Promise<number> {
    return this.ask(['XDEL', key, ...listed(ids)]);
  }

  /** Resolves with how many were removed. */
  xtrim(key: Argument, maxLength: number): Promise<number> {
    return this.ask(['XTRIM', key, 'MAXLEN', maxLength]);
  }

  /** Resolves with whether the group was there. */
  xgroupDestroy(key: Argument, group: Argument): Promise<boolean> {
    return this.issue(['XGROUP', 'DESTROY', key, group]).then(isOne);
  }
}

/** An entry that was deleted while it was pending has no fields. */
function entriesOf<T>(reply: Reply): StreamEntry<T>[] {
  return listOf<[T, Reply]>(reply).map(([id, fields]) => ({ id, fields: mapOf<T, T>(fields ?? []) }));
}

/** A map in RESP3, a list of pairs in RESP2, null when there is nothing. */
function streamsOf<T>(reply: Reply): Map<T, StreamEntry<T>[]> {
  if (reply === null) return new Map();
  const pairs = reply instanceof Map ? [...reply] : listOf<[Reply, Reply]>(reply);
  return new Map(pairs.map(([key, entries]) => [key as T, entriesOf<T>(entries)]));
}
