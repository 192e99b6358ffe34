import type { ReplyError } from '../errors.ts';

/**
 * A reply as a JavaScript value. Integers are numbers up to 2^53 and bigints beyond; big numbers are always bigints;
 * doubles are numbers (Infinity and NaN included). Strings are UTF-8 decoded, or Buffers where asked for; a verbatim
 * string loses its format. Errors inside an array (as EXEC gives them) are values; a whole reply that is an error
 * rejects instead. Attributes are read and dropped.
 */
export type Reply =
  string | Buffer | number | bigint | boolean | null | ReplyError | Reply[] | Map<Reply, Reply> | Set<Reply>;

/** How strings of a reply are wanted: decoded, as bytes of their own, or not at all (errors and counts still come). */
export type Shape = 'text' | 'buffer' | 'none';
