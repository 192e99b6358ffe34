import type { Socket } from 'node:net';
import { Flow } from './flow.ts';
import type { Road } from './road.ts';

/** One connection of a client, with the one to the server that it stands for. */
export class Passage {
  readonly #client: Socket;
  readonly #dial: () => Socket;
  readonly #road: Road;
  readonly #there: Flow;
  #server: Socket | undefined;
  #back: Flow | undefined;

  /** `dial` begins to connect to the server; `over` is called once, when both ends are closed. */
  constructor(client: Socket, dial: () => Socket, road: Road, over: () => void) {
    this.#client = client;
    this.#dial = dial;
    this.#road = road;
    // What follows an error is always the close, which each flow passes on.
    client.on('error', () => undefined);
    this.#there = new Flow(client, road);
    client.on('end', () => {
      this.#leave();
    });
    client.on('close', () => {
      this.#leave();
      if (this.#server === undefined || this.#server.closed) over();
      else this.#server.once('close', over);
    });
    this.changed();
  }

  /** The road is another one. */
  changed(): void {
    if (this.#road.open && this.#server === undefined && !this.#client.destroyed) this.#connect();
    this.#there.pump();
    this.#back?.pump();
  }

  /** Resets both ends. */
  reset(): void {
    this.#there.drop();
    this.#back?.drop();
    this.#client.resetAndDestroy();
    // One that still connects has nothing to reset, and would first wait until it has.
    if (this.#server?.connecting === true) this.#server.destroy();
    else this.#server?.resetAndDestroy();
  }

  #connect(): void {
    const server = this.#dial();
    this.#server = server;
    server.on('error', () => undefined);
    this.#there.lead(server);
    this.#back = new Flow(server, this.#road);
    this.#back.lead(this.#client);
  }

  /** Whoever gives up a connection that has not got through to the server never had one: nothing of it may arrive later. */
  #leave(): void {
    if (this.#server !== undefined || this.#road.open) return;
    this.#there.drop();
    this.#client.destroy();
  }
}
