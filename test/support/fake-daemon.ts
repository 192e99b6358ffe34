import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

export interface Asked {
  /** `GET /containers/json` */
  readonly route: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** What the daemon says to one question: JSON with status 200, or a status of its own. */
export type Answer = (asked: Asked) => { readonly status?: number; readonly json?: unknown };

/** An answer that never comes. */
export const silence: Answer = () => ({});

/** Speaks on a connection that became a raw stream, as the engine does for a command with stdin. */
export type Conversation = (stream: Duplex) => void;

/**
 * The engine's side of its API on a Unix socket: what is not among the routes is answered with 404, as the engine does.
 */
export class FakeDaemon {
  readonly asked: Asked[] = [];
  readonly host: string;
  readonly #directory: string;
  readonly #server: Server;
  readonly #upgraded = new Set<Duplex>();

  private constructor(directory: string, routes: Readonly<Record<string, Answer>>, upgrade?: Conversation) {
    this.#directory = directory;
    this.host = `unix://${join(directory, 'docker.sock')}`;
    this.#server = createServer((request, response) => {
      void this.#note(request).then((asked) => {
        const answer = routes[asked.route] ?? notFound;
        if (answer === silence) return;
        const { status = 200, json } = answer(asked);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(json === undefined ? '' : JSON.stringify(json));
      });
    });
    this.#server.on('upgrade', (request, socket: Duplex) => {
      const { pathname } = new URL(request.url ?? '/', 'http://docker');
      this.asked.push({
        route: `${String(request.method)} ${pathname}`,
        query: new URLSearchParams(),
        body: '',
      });
      this.#upgraded.add(socket);
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      upgrade?.(socket);
    });
  }

  /** Listens until the test is finished. */
  static async start(routes: Readonly<Record<string, Answer>>, upgrade?: Conversation): Promise<FakeDaemon> {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-daemon-'));
    const daemon = new FakeDaemon(directory, routes, upgrade);
    onTestFinished(() => daemon.#stop());
    await new Promise<void>((resolve) => daemon.#server.listen(join(directory, 'docker.sock'), resolve));
    return daemon;
  }

  async #note(request: IncomingMessage): Promise<Asked> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://docker');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const asked = { route: `${String(request.method)} ${pathname}`, query: searchParams, body };
    this.asked.push(asked);
    return asked;
  }

  async #stop(): Promise<void> {
    // The server knows of them no more.
    for (const socket of this.#upgraded) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function notFound({ route }: Asked): { status: number; json: unknown } {
  return { status: 404, json: { message: `page not found: ${route}` } };
}

/** One frame of the engine's multiplexed output: 1 is stdout, 2 is stderr (Engine API, attach). */
export function frame(stream: 1 | 2, text: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(stream, 0);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}
