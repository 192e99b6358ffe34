import { connect, type Socket } from 'node:net';
import { framed, readAnswer } from '../observe/ask.ts';
import type { Request } from '../observe/requests.ts';
import type { Endpoint } from '../properties.ts';

/**
 * A connection to one broker that lives until it is closed or something goes wrong on it, with one request on the way
 * at a time. `ask` (observe) is for a single question.
 */
export class Connection {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #waiting:
    { readonly resolve: (message: Buffer) => void; readonly reject: (error: Error) => void } | undefined;
  #ended: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#deliver();
    });
    socket.on('error', (error) => {
      this.#end(error);
    });
    socket.on('close', () => {
      this.#end(new Error('the broker closed the connection'));
    });
  }

  /** @throws Error when nobody accepts within `limit` ms */
  static async open({ host, port }: Endpoint, limit: number): Promise<Connection> {
    const socket = connect({ host, port, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new Error(`no connection within ${String(limit)} ms`));
      }, limit);
      socket.once('connect', resolve).once('error', reject);
      socket.once('close', () => {
        clearTimeout(timer);
      });
      socket.once('connect', () => {
        clearTimeout(timer);
      });
    });
    return new Connection(socket);
  }

  get open(): boolean {
    return this.#ended === undefined;
  }

  /** @throws Error when there is no answer within `limit` ms; the connection is closed then, for the answer may still come */
  async ask<Answer>(request: Request<Answer>, limit: number): Promise<Answer> {
    if (this.#ended !== undefined) throw this.#ended;
    const timer = setTimeout(() => {
      this.#end(new Error(`no answer within ${String(limit)} ms`));
    }, limit);
    try {
      const answer = new Promise<Buffer>((resolve, reject) => {
        this.#waiting = { resolve, reject };
      });
      this.#socket.write(framed(request));
      return readAnswer(request, await answer);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#end(new Error('closed'));
  }

  #deliver(): void {
    if (this.#received.length < 4) return;
    const end = 4 + this.#received.readInt32BE();
    if (this.#received.length < end) return;
    const message = this.#received.subarray(4, end);
    this.#received = this.#received.subarray(end);
    this.#waiting?.resolve(message);
    this.#waiting = undefined;
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    this.#socket.destroy();
    this.#waiting?.reject(this.#ended);
    this.#waiting = undefined;
  }
}
