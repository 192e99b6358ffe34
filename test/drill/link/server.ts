import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Endpoint } from '../../../src/drill/link/proxy.ts';

/** A real server on loopback that does with each connection what it is told. */
export class TestServer implements AsyncDisposable {
  readonly sockets: Socket[] = [];
  /** All that came, by connection. */
  readonly received: Buffer[] = [];
  readonly #server: Server;

  private constructor(serve: (socket: Socket) => void) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const index = this.sockets.push(socket) - 1;
      this.received.push(Buffer.alloc(0));
      socket.on('error', () => undefined);
      serve(socket);
      // Reading is up to whoever serves: a listener for data alone would make it flow.
      if (socket.listenerCount('data') > 0)
        socket.on('data', (bytes: Buffer) => {
          this.received[index] = Buffer.concat([this.received[index] ?? bytes, bytes]);
        });
    });
  }

  static async listening(serve: (socket: Socket) => void): Promise<TestServer> {
    const server = new TestServer(serve);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get endpoint(): Endpoint {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  get text(): readonly string[] {
    return this.received.map((bytes) => bytes.toString());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export function echo(socket: Socket): void {
  socket.on('data', (bytes: Buffer) => socket.write(bytes));
  socket.on('end', () => socket.end());
}

/** Reads and answers nothing. */
export function collect(socket: Socket): void {
  socket.on('data', () => undefined);
  socket.on('end', () => socket.end());
}

/** A client's connection that notes what it gets. */
export class TestClient {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  #error: NodeJS.ErrnoException | undefined;

  constructor(endpoint: Endpoint) {
    this.socket = connect({ ...endpoint, noDelay: true });
    this.socket.on('error', (error) => (this.#error = error));
    this.socket.on('data', (bytes: Buffer) => this.chunks.push(bytes));
  }

  static async to(endpoint: Endpoint): Promise<TestClient> {
    const client = new TestClient(endpoint);
    await once(client.socket, 'connect');
    return client;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.bytes.toString();
  }

  /** How the connection ended: the code of its error, `end`, or `open` while it has not. */
  get fate(): string {
    return this.#error?.code ?? (this.socket.closed ? 'end' : 'open');
  }
}

/** Waits until it is so. */
export async function until(so: () => boolean, limit = 3000): Promise<void> {
  const end = performance.now() + limit;
  while (!so()) {
    if (performance.now() > end) throw new Error(`not so within ${String(limit)} ms: ${String(so)}`);
    await later(5);
  }
}

export function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
