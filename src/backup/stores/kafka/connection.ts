import { connect, type Socket } from 'node:net';
import type { Request } from '../../../components/kafka/observe/requests.ts';
import { Reader, Writer } from '../../../components/kafka/observe/wire.ts';

/** For one answer, ms; a fetch waits for data at the broker, but only half a second. */
const patience = 15_000;

/**
 * One connection to one broker, one request at a time. No client library: what is copied are whole batches as the broker
 * keeps them, which no library hands out, and nothing has to be unpacked for it.
 */
export class Connection {
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #received = 0;
  #waiting: { resolve: (message: Buffer) => void; reject: (error: Error) => void } | undefined;
  #failure: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    socket.on('error', (error) => {
      this.#fail(error);
    });
    socket.on('close', () => {
      this.#fail(new Error('the broker closed the connection'));
    });
  }

  static async open(host: string, port: number): Promise<Connection> {
    const socket = connect({ host, port, noDelay: true, timeout: patience });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
      socket.once('timeout', () => {
        reject(new Error('no connection in time'));
      });
    });
    socket.setTimeout(0);
    return new Connection(socket);
  }

  async ask<Answer>(request: Request<Answer>): Promise<Answer> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#socket.write(framed(request));
    const message = await this.#next();
    const reader = new Reader(message);
    reader.int32();
    if (request.flexible) reader.skipTags();
    return request.read(reader);
  }

  close(): void {
    this.#socket.destroy();
  }

  #next(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#fail(new Error(`no answer within ${String(patience / 1000)} s`));
        this.close();
      }, patience);
      this.#waiting = {
        resolve: (message) => {
          clearTimeout(timer);
          resolve(message);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
    });
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    if (this.#received < 4) return;
    const size = sizeIn(this.#chunks);
    if (this.#received < 4 + size) return;
    const whole = Buffer.concat(this.#chunks, this.#received);
    this.#chunks = [whole.subarray(4 + size)];
    this.#received -= 4 + size;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(whole.subarray(4, 4 + size));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(this.#failure);
  }
}

/** The first four bytes, which rarely are divided among chunks. */
function sizeIn(chunks: Buffer[]): number {
  const [first] = chunks;
  if (first !== undefined && first.length >= 4) return first.readInt32BE();
  const whole = Buffer.concat(chunks);
  chunks.splice(0, chunks.length, whole);
  return whole.readInt32BE();
}

function framed({ key, version, flexible, body }: Request<unknown>): Buffer {
  const header = new Writer().int16(key).int16(version).int32(1).string('holdfast-backup');
  const message = Buffer.concat([(flexible ? header.noTags() : header).bytes(), body]);
  return Buffer.concat([new Writer().int32(message.length).bytes(), message]);
}
