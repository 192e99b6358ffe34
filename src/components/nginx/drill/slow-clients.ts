import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Way } from './ways.ts';

/** Between two drips of a slow client, ms: below every time-out of nginx's (nginx.conf). */
const dripInterval = 1000;

/** How many clients are connected now, were at most, and were sent away by the server. */
export class Crowd {
  open = 0;
  most = 0;
  sentAway = 0;

  /** Keeps one slow client busy until `over`: one that is sent away comes back. */
  async keep(way: Way, port: number, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.#visit(way, port, over);
      await sleep(way.rest, undefined, { signal: over }).catch(() => undefined);
    }
  }

  /** Connects, says its part, drips, and never reads more than the system does by itself. */
  async #visit({ hello, drip }: Way, port: number, over: AbortSignal): Promise<void> {
    const socket = connect({ host: '127.0.0.1', port });
    let dripping: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      const leave = (): void => {
        resolve();
      };
      over.addEventListener('abort', leave, { once: true });
      socket.on('error', () => undefined);
      socket.on('connect', () => {
        this.most = Math.max(this.most, (this.open += 1));
        socket.write(hello);
        if (drip !== undefined) dripping = setInterval(() => socket.write(drip), dripInterval);
      });
      socket.on('close', () => {
        over.removeEventListener('abort', leave);
        leave();
      });
      // One that waits for nothing has to read, or it would never learn that it was sent away.
      if (drip === undefined) socket.pause();
      else socket.resume();
    });
    clearInterval(dripping);
    if (socket.readyState !== 'opening' && socket.bytesWritten > 0) this.open -= 1;
    if (!over.aborted && socket.bytesWritten > 0) this.sentAway += 1;
    socket.destroy();
  }
}
