import { connect, createServer, type Server } from 'node:net';
import { Passage } from './passage.ts';
import type { Road } from './road.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152): one that is given up
 * for a cut has to be free still when the cut is healed.
 */
const ports = { first: 20_000, count: 6000, tries: 50 };
const host = '127.0.0.1';

/** Stands in for one endpoint, on a port of its own on loopback. Bytes go through untouched. */
export class Proxy {
  readonly endpoint: Endpoint;
  readonly #to: Endpoint;
  readonly #road: Road;
  readonly #passages = new Set<Passage>();
  #server: Server | undefined;

  private constructor(to: Endpoint, port: number, road: Road) {
    this.endpoint = { host, port };
    this.#to = to;
    this.#road = road;
  }

  /** @throws Error when no port is free */
  static async open(to: Endpoint, road: Road): Promise<Proxy> {
    for (let attempt = 1; ; attempt += 1) {
      const proxy = new Proxy(to, ports.first + Math.floor(Math.random() * ports.count), road);
      try {
        await proxy.changed();
        return proxy;
      } catch (error) {
        if (attempt === ports.tries || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
  }

  /**
   * The road is another one: it is listened or not, and what waits may pass.
   *
   * @throws Error when the port was taken by somebody else meanwhile
   */
  async changed(): Promise<void> {
    if (this.#road.condition === 'cut') this.close();
    else this.#server ??= await this.#listen();
    for (const passage of this.#passages) passage.changed();
  }

  /** Nobody is listened to any more, and every connection is reset. */
  close(): void {
    // At once refused: only the wait for the last connection takes until later.
    this.#server?.close();
    this.#server = undefined;
    for (const passage of this.#passages) passage.reset();
  }

  async #listen(): Promise<Server> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      const dial = () => connect({ ...this.#to, allowHalfOpen: true, noDelay: true });
      const passage = new Passage(client, dial, this.#road, () => this.#passages.delete(passage));
      this.#passages.add(passage);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port: this.endpoint.port }, resolve);
    });
    return server;
  }
}
