import type { Argument } from '../protocol/outgoing.ts';
import type { Reply } from '../protocol/reply.ts';

/** What strings of a reply are: text, or bytes where those were asked for. */
export type Text = string | Buffer;

/** One or more of the same. */
export type OneOrMore<V> = V | readonly V[];

/**
 * Issues commands for the typed methods, which are spread over files of one data type each: every file adds its
 * methods to the class of the file before. A method's reply type is what Redis documents for the command.
 */
export abstract class Issuer {
  protected abstract issue(words: readonly Argument[]): Promise<Reply>;

  /** Issues a command whose documented reply needs no conversion. */
  protected ask<R>(words: readonly Argument[]): Promise<R> {
    return this.issue(words) as Promise<R>;
  }
}

/** As a list to spread into a command. */
export function listed<V extends Argument>(value: OneOrMore<V>): readonly V[] {
  return isList(value) ? value : [value];
}

function isList<V>(value: OneOrMore<V>): value is readonly V[] {
  return Array.isArray(value);
}
