import { maxBulkBytes } from './limits.ts';

/** One word of a command. Strings go as UTF-8, numbers as Redis reads them (Infinity is `inf`), bytes as they are. */
export type Argument = string | number | bigint | Uint8Array;

/** A piece of what goes to the socket: a string has one byte per character (latin1). */
export type Piece = string | Uint8Array;

/** From this many bytes on, bytes go to the socket as they are instead of through the string. */
const ownPiece = 2048;

/** No string that gathers grows beyond this: V8 has none of more than 512 MB, which a few large values would make. */
const longText = 16 * 1024 * 1024;

const crlf = '\r\n';
const bulkHeaders = Array.from({ length: 1024 }, (_, length) => `$${length}\r\n`);
const commandHeaders = Array.from({ length: 64 }, (_, length) => `*${length}\r\n`);

/**
 * The commands of a tick, encoded. They gather in one growing string, a character a byte, since appending to a string
 * and writing it at once is the fastest way out of V8; what is large and binary goes in pieces of its own.
 */
export class Outgoing {
  private text = '';
  private readonly pieces: Piece[] = [];
  private pieceBytes = 0;

  /** Bytes that wait here. */
  get bytes(): number {
    return this.pieceBytes + this.text.length;
  }

  /** Appends a command, or appends nothing and throws: a TypeError, or a RangeError for a word that no server takes. */
  add(words: readonly Argument[]): void {
    const { length } = words;
    if (length === 0) throw new TypeError('a command needs at least its name');
    let text = commandHeaders[length] ?? `*${length}\r\n`;
    for (let i = 0; i < length; i++) {
      const word = words[i];
      if (typeof word !== 'string') {
        this.addMixed(words);
        return;
      }
      const bytes = Buffer.byteLength(word);
      if (bytes !== word.length || bytes + text.length > longText) {
        this.addMixed(words);
        return;
      }
      text += (bulkHeaders[bytes] ?? `$${bytes}\r\n`) + word + crlf;
    }
    this.append(text);
  }

  /** Appends all of them, or throws as `add` does and appends none. */
  addAll(commands: readonly (readonly Argument[])[]): void {
    const { text, pieceBytes } = this;
    const { length } = this.pieces;
    try {
      for (const words of commands) this.add(words);
    } catch (error) {
      this.text = text;
      this.pieceBytes = pieceBytes;
      this.pieces.length = length;
      throw error;
    }
  }

  /** What waits, in order; then nothing waits. */
  take(): Piece[] {
    const pieces = this.pieces.splice(0);
    if (this.text !== '') pieces.push(this.text);
    this.text = '';
    this.pieceBytes = 0;
    return pieces;
  }

  private append(text: string): void {
    if (this.text.length + text.length > longText) this.addPiece(this.text);
    this.text += text;
  }

  /** A command with words that are not plain ASCII strings, or are long. */
  private addMixed(words: readonly Argument[]): void {
    // All of them before any is appended: one may be no argument.
    const pieces = words.map(pieceOf);
    this.append(`*${words.length}\r\n`);
    for (const piece of pieces) {
      this.append(`$${piece.length}\r\n`);
      if (typeof piece === 'string') this.append(piece);
      else {
        this.addPiece(this.text);
        this.addPiece(piece);
      }
      this.append(crlf);
    }
  }

  /** A piece of its own, after the text so far, which begins anew. */
  private addPiece(piece: Piece): void {
    if (piece.length === 0) return;
    this.pieces.push(piece);
    this.pieceBytes += piece.length;
    this.text = '';
  }
}

function pieceOf(word: unknown): Piece {
  if (typeof word === 'string') {
    const bytes = Buffer.byteLength(word);
    if (bytes > maxBulkBytes) throw tooLong(bytes);
    return bytes === word.length ? word : bytesPiece(Buffer.from(word));
  }
  if (typeof word === 'number') return numberText(word);
  if (typeof word === 'bigint') return word.toString();
  if (word instanceof Uint8Array) return bytesPiece(word);
  const kind = word === null ? 'null' : typeof word;
  throw new TypeError(`a word of a command is a string, a number, a bigint or bytes, not ${kind}`);
}

function bytesPiece(bytes: Uint8Array): Piece {
  if (bytes.length > maxBulkBytes) throw tooLong(bytes.length);
  if (bytes.length >= ownPiece) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function tooLong(bytes: number): RangeError {
  return new RangeError(`a word of a command is at most ${maxBulkBytes} bytes, not ${bytes}`);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) throw new TypeError('NaN is no number to Redis');
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? 'inf' : '-inf';
}
