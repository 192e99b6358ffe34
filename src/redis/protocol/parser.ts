import { ReplyError, RedisProtocolError } from '../errors.ts';
import { elementsOf, valueOf, type AggregateKind, type Frame } from './aggregates.ts';
import { bulkValue, isPlain, PartialBulk, type BulkKind } from './bulk.ts';
import { maxBulkBytes, maxDepth, maxElements, maxLineBytes } from './limits.ts';
import type { Reply, Shape } from './reply.ts';
import { readBigNumber, readBoolean, readDouble, readInteger, readNull } from './scalars.ts';
import { latin1, utf8 } from './text.ts';

/** Who gets what was read; what it throws leaves `feed`. */
export interface ReplySink {
  /** How the next reply's strings are wanted; asked when a reply that may hold some begins. */
  shape(): Shape;
  /** A whole reply, in the order of the commands. An error is a `ReplyError`. */
  reply(value: Reply): void;
  /** Something that answers no command: the kind and what belongs to it. */
  push(items: Reply[]): void;
}

const cr = 13;
const lf = 10;
/** A line that has not ended yet. */
const unfinished = -1;

/**
 * Reads RESP2 and RESP3, fed with chunks split anywhere; the chunk may be used again after `feed`. Replies are read in
 * place: nothing is copied but strings, and what a chunk's end cut in two. Nesting is a stack of frames that outlives
 * a chunk, so no byte of an aggregate is read twice.
 */
export class ReplyParser {
  private readonly sink: ReplySink;
  private readonly frames: Frame[] = [];
  private chunk: Buffer = Buffer.alloc(0);
  private at = 0;
  /** The start of a line whose end has not come. */
  private rest: Buffer | undefined;
  private partial: PartialBulk | undefined;
  private shape: Shape = 'text';
  /** Whether this chunk is ASCII; unknown until a string is read. */
  private plain: boolean | undefined;

  constructor(sink: ReplySink) {
    this.sink = sink;
  }

  /** Throws RedisProtocolError, or what the sink throws; the parser must not be fed again after that. */
  feed(bytes: Buffer): void {
    const { rest } = this;
    this.chunk = rest === undefined ? bytes : Buffer.concat([rest, bytes]);
    this.rest = undefined;
    this.plain = undefined;
    this.at = 0;
    if (this.partial !== undefined) this.fill(this.partial);
    const { length } = this.chunk;
    while (this.at < length) if (!this.step()) break;
    if (this.at < length) this.keep();
  }

  /** Reads one element; false when its line is not whole. */
  private step(): boolean {
    const { chunk, at } = this;
    const type = chunk[at];
    // '+OK' is what most writes get: known without a slice.
    if (
      type === 43 &&
      chunk[at + 1] === 79 &&
      chunk[at + 2] === 75 &&
      chunk[at + 3] === cr &&
      chunk[at + 4] === lf
    ) {
      this.at = at + 5;
      this.deliver(this.shapeHere() === 'buffer' ? Buffer.from('OK') : 'OK');
      return true;
    }
    if (type === 36) return this.bulk('string');
    if (type === 58) return this.integer();
    return this.other(type);
  }

  private other(type: number | undefined): boolean {
    switch (type) {
      case 42:
        return this.aggregate('array');
      case 37:
        return this.aggregate('map');
      case 126:
        return this.aggregate('set');
      case 62:
        return this.aggregate('push');
      case 124:
        return this.aggregate('attribute');
      case 33:
        return this.bulk('error');
      case 61:
        return this.bulk('verbatim');
      case 43:
        return this.line((text) => text);
      case 45:
        return this.line((text) => new ReplyError(text));
      case 95:
        return this.line(readNull);
      case 35:
        return this.line(readBoolean);
      case 44:
        return this.line(readDouble);
      case 40:
        return this.line(readBigNumber);
      default:
        throw new RedisProtocolError(`no reply begins with byte ${String(type)}`);
    }
  }

  private line(read: (text: string) => Reply): boolean {
    const end = this.lineEnd();
    if (end === unfinished) return false;
    const text = utf8(this.chunk, this.at + 1, end);
    this.at = end + 2;
    // Only a simple string can be wanted as bytes; a number or an error stays what it is.
    const value = read(text);
    this.deliver(typeof value === 'string' && this.shapeHere() === 'buffer' ? Buffer.from(value) : value);
    return true;
  }

  /** Up to 15 digits without leaving the buffer; the rest (longer, or wrong) as text. */
  private integer(): boolean {
    const { chunk } = this;
    const start = this.at + 1;
    const negative = chunk[start] === 45;
    const first = negative ? start + 1 : start;
    let value = 0;
    let i = first;
    for (
      let digit = chunk[i];
      digit !== undefined && digit >= 48 && digit <= 57 && i - first < 15;
      digit = chunk[++i]
    )
      value = value * 10 + digit - 48;
    if (i === first || chunk[i] !== cr || chunk[i + 1] !== lf) return this.line(readInteger);
    this.at = i + 2;
    this.deliver(negative ? 0 - value : value);
    return true;
  }

  private bulk(kind: BulkKind): boolean {
    const end = this.lineEnd();
    if (end === unfinished) return false;
    const length = this.length(end, maxBulkBytes);
    const from = end + 2;
    if (length === -1) {
      this.at = from;
      this.deliver(null);
      return true;
    }
    const to = from + length;
    const { chunk } = this;
    if (this.frames.length === 0) this.shape = this.sink.shape();
    if (to + 2 > chunk.length) {
      this.at = from;
      this.fill((this.partial = new PartialBulk(kind, length + 2)));
      return true;
    }
    if (chunk[to] !== cr || chunk[to + 1] !== lf) throw notClosed();
    this.at = to + 2;
    if (kind === 'string' && this.shape === 'text' && (this.plain ??= isPlain(chunk)))
      this.deliver(latin1(chunk, from, to));
    else this.deliver(bulkValue(kind, chunk, from, to, this.shape));
    return true;
  }

  private fill(partial: PartialBulk): void {
    this.at += partial.take(this.chunk, this.at);
    const whole = partial.whole();
    if (whole === undefined) return;
    this.partial = undefined;
    const to = whole.length - 2;
    if (whole[to] !== cr || whole[to + 1] !== lf) throw notClosed();
    this.deliver(bulkValue(partial.kind, whole, 0, to, this.shape));
  }

  private aggregate(kind: AggregateKind): boolean {
    const end = this.lineEnd();
    if (end === unfinished) return false;
    const length = this.length(end, maxElements);
    this.at = end + 2;
    if (this.frames.length === 0) this.shape = kind === 'push' ? 'text' : this.sink.shape();
    else if (kind === 'push') throw new RedisProtocolError('a push inside a reply');
    if (length === -1) {
      this.deliver(null);
      return true;
    }
    if (this.frames.length >= maxDepth) throw new RedisProtocolError(`nested more than ${maxDepth} deep`);
    const frame: Frame = { kind, missing: elementsOf(kind, length), items: [] };
    this.frames.push(frame);
    if (frame.missing === 0) this.close(frame);
    return true;
  }

  /** Hands a value to the frame that waits for it, or to the sink. */
  private deliver(value: Reply): void {
    const frame = this.frames.at(-1);
    if (frame === undefined) {
      this.sink.reply(value);
      return;
    }
    if (this.shape !== 'none') frame.items.push(value);
    if (--frame.missing === 0) this.close(frame);
  }

  private close(frame: Frame): void {
    this.frames.pop();
    if (frame.kind === 'push') this.sink.push(frame.items);
    else if (frame.kind !== 'attribute') this.deliver(valueOf(frame));
  }

  /** The number in a header that ends at `end`: -1 for null, else 0 to `limit`. */
  private length(end: number, limit: number): number {
    const { chunk } = this;
    const start = this.at + 1;
    let value = 0;
    for (let i = start; i < end; i++) {
      const digit = chunk[i] ?? 0;
      if (digit < 48 || digit > 57 || end - start > 10) return this.strangeLength(end);
      value = value * 10 + digit - 48;
    }
    if (end === start || value > limit) return this.strangeLength(end);
    return value;
  }

  /** RESP2 has nulls of length -1, for bulk strings and arrays only. */
  private strangeLength(end: number): -1 {
    const text = latin1(this.chunk, this.at, Math.min(end, this.at + 40));
    if (text === '$-1' || text === '*-1') return -1;
    const streamed = text.charAt(1) === '?' ? ': streamed replies are not spoken' : '';
    throw new RedisProtocolError(`a bad or too large length ${JSON.stringify(text)}${streamed}`);
  }

  /** Where the line's CR is, or `unfinished`. */
  private lineEnd(): number {
    const { chunk, at } = this;
    let end = at + 1;
    // A loop beats indexOf for headers, which are a few bytes long.
    const near = Math.min(chunk.length, at + 16);
    while (end < near && chunk[end] !== cr) end++;
    if (end === near) end = chunk.indexOf(cr, near);
    if (end === -1 || end + 1 >= chunk.length) {
      if (chunk.length - at > maxLineBytes)
        throw new RedisProtocolError(`a line of more than ${maxLineBytes} bytes`);
      return unfinished;
    }
    if (chunk[end + 1] !== lf) throw new RedisProtocolError('a line that does not end with CR LF');
    return end;
  }

  private shapeHere(): Shape {
    return this.frames.length === 0 ? this.sink.shape() : this.shape;
  }

  /** Copies what is left: the chunk belongs to somebody else. */
  private keep(): void {
    this.rest = Buffer.from(this.chunk.subarray(this.at));
  }
}

function notClosed(): RedisProtocolError {
  return new RedisProtocolError('a bulk string that does not end where it said');
}
