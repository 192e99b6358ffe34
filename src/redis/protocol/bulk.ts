import { constants, isAscii } from 'node:buffer';
import { ReplyError, RedisProtocolError } from '../errors.ts';
import type { Reply, Shape } from './reply.ts';
import { utf8 } from './text.ts';

/** The three types that come as a length and that many bytes. */
export type BulkKind = 'string' | 'error' | 'verbatim';

/** Below this many bytes a look at the whole chunk costs more than it saves. */
const worthLooking = 1024;

/** Whether strings of this chunk may be read as latin1, which is faster than UTF-8 for short ones. */
export function isPlain(chunk: Buffer): boolean {
  return chunk.length >= worthLooking && isAscii(chunk);
}

/** The value of `bytes[from, to)`. A Buffer is always a copy: the bytes it came in are used again. */
export function bulkValue(kind: BulkKind, bytes: Buffer, from: number, to: number, shape: Shape): Reply {
  if (kind === 'error') return new ReplyError(utf8(bytes, from, to));
  const start = kind === 'verbatim' ? afterFormat(bytes, from, to) : from;
  if (shape === 'text') return textValue(bytes, start, to);
  return shape === 'buffer' ? Buffer.from(bytes.subarray(start, to)) : null;
}

/** V8's longest string is a little shorter than Redis' longest value. */
function textValue(bytes: Buffer, from: number, to: number): string {
  if (to - from <= constants.MAX_STRING_LENGTH) return utf8(bytes, from, to);
  throw new RedisProtocolError(`${to - from} bytes are more than a string holds: ask for a Buffer`);
}

/** A verbatim string begins with three letters and a colon. */
function afterFormat(bytes: Buffer, from: number, to: number): number {
  if (to - from < 4 || bytes[from + 3] !== 58)
    throw new RedisProtocolError('a verbatim string without its format');
  return from + 4;
}

/** Collects a bulk that did not come in one chunk. Nothing is reserved for bytes that were only announced. */
export class PartialBulk {
  readonly kind: BulkKind;
  private readonly parts: Buffer[] = [];
  private missing: number;

  /** `length` counts the closing CR LF. */
  constructor(kind: BulkKind, length: number) {
    this.kind = kind;
    this.missing = length;
  }

  /** Takes what it needs from `chunk` at `at`; returns how many bytes that was. */
  take(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.missing);
    this.parts.push(Buffer.from(chunk.subarray(at, end)));
    this.missing -= end - at;
    return end - at;
  }

  /** All bytes with the closing CR LF, or undefined while some are missing. */
  whole(): Buffer | undefined {
    if (this.missing > 0) return undefined;
    const [only] = this.parts;
    return this.parts.length === 1 && only !== undefined ? only : Buffer.concat(this.parts);
  }
}
