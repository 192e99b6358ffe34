/**
 * Kafka's wire format, as much as a few small requests need (Kafka protocol guide). "Compact" is the form of newer
 * versions: a length is a varint, one more than it stands for, so that 0 means null; and every structure ends
 * with tagged fields, which a reader may skip.
 */
export class Writer {
  private readonly chunks: Buffer[] = [];

  int8(value: number): this {
    return this.add(1, (buffer) => buffer.writeInt8(value));
  }

  int16(value: number): this {
    return this.add(2, (buffer) => buffer.writeInt16BE(value));
  }

  int32(value: number): this {
    return this.add(4, (buffer) => buffer.writeInt32BE(value));
  }

  int64(value: bigint): this {
    return this.add(8, (buffer) => buffer.writeBigInt64BE(value));
  }

  /** Length in 32 bits, then the bytes. */
  blob(bytes: Buffer): this {
    this.int32(bytes.length).chunks.push(bytes);
    return this;
  }

  /** Length in 16 bits, then the text. */
  string(value: string): this {
    const text = Buffer.from(value);
    this.int16(text.length).chunks.push(text);
    return this;
  }

  /** Text or count in compact form; shorter than 127, which is all that is written here. */
  compactLength(length: number): this {
    return this.int8(length + 1);
  }

  compactString(value: string): this {
    const text = Buffer.from(value);
    this.compactLength(text.length).chunks.push(text);
    return this;
  }

  noTags(): this {
    return this.int8(0);
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  private add(size: number, write: (buffer: Buffer) => void): this {
    const buffer = Buffer.alloc(size);
    write(buffer);
    this.chunks.push(buffer);
    return this;
  }
}

/** Reads a response in order. Throws RangeError past its end. */
export class Reader {
  private readonly buffer: Buffer;
  private at = 0;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  int8(): number {
    return this.buffer.readInt8(this.skip(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.skip(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.skip(4));
  }

  /** Offsets and times: far below 2^53. */
  int64(): number {
    return Number(this.buffer.readBigInt64BE(this.skip(8)));
  }

  /** Unsigned, 7 bits a byte, the lowest first. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.buffer.readUInt8(this.skip(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a varint does not end');
  }

  /** Null is read as an empty text. */
  string(): string {
    return this.text(this.int16());
  }

  compactString(): string {
    return this.text(this.varint() - 1);
  }

  /** Null is read as no bytes. */
  blob(): Buffer {
    return this.bytes(this.int32());
  }

  /** As many bytes; a negative length, which stands for null, as none. */
  bytes(length: number): Buffer {
    const from = this.skip(Math.max(0, length));
    return this.buffer.subarray(from, this.at);
  }

  array<T>(read: (reader: this) => T): T[] {
    return this.repeat(this.int32(), read);
  }

  compactArray<T>(read: (reader: this) => T): T[] {
    return this.repeat(this.varint() - 1, read);
  }

  skipTags(): void {
    for (let left = this.varint(); left > 0; left -= 1) {
      this.varint();
      this.skip(this.varint());
    }
  }

  private text(length: number): string {
    if (length <= 0) return '';
    const from = this.skip(length);
    return this.buffer.toString('utf8', from, from + length);
  }

  private repeat<T>(count: number, read: (reader: this) => T): T[] {
    const items: T[] = [];
    for (let left = count; left > 0; left -= 1) items.push(read(this));
    return items;
  }

  private skip(bytes: number): number {
    const from = this.at;
    if (from + bytes > this.buffer.length) throw new RangeError('the answer ends too early');
    this.at += bytes;
    return from;
  }
}
