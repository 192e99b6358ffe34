import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { StreamFacts } from '../../../drill/history.ts';
import type { Pen, Recorder } from '../../../drill/workload.ts';
import { StackError } from '../../../errors.ts';
import { keepPace } from './pace.ts';
import { patience, type Running } from './requests.ts';

/** Held open at a time, so that each of a few replicas has some. */
const socketCount = 6;
const retryInterval = 200;
/** For the upgrade, ms. */
const handshake = 1500;

/**
 * WebSockets held open, each asked for a sign of life (a ping, which any server must answer) at a fixed pace. The key names
 * the replica that holds it, so that one can tell whether a socket broke that nobody hurt. Resolves when all are open.
 *
 * @throws StackError('no') when one does not open
 */
export async function startSockets(
  facts: StreamFacts,
  url: string,
  { now, stream }: Recorder,
): Promise<Running> {
  const pen = stream(facts);
  const held = Array.from({ length: socketCount }, (_, index) => new HeldSocket(url, index + 1, pen, now));
  const close = async (): Promise<void> => {
    await Promise.all(held.map((socket) => socket.close()));
  };
  if (!(await Promise.all(held.map(({ opened }) => opened))).every(Boolean)) {
    await close();
    throw new StackError('no', `no WebSocket at ${url}`, { hint: 'holdfast status' });
  }
  const stops = held.map((socket) =>
    keepPace(
      () => facts.interval,
      now,
      (at) => {
        socket.ping(at);
      },
    ),
  );
  return {
    stop: async () => {
      stops.forEach((stop) => {
        stop();
      });
      await close();
    },
  };
}

interface Ping {
  readonly key: string;
  readonly at: number;
  readonly timer: NodeJS.Timeout;
}

/** One that comes back whenever it is lost. */
class HeldSocket {
  /** Whether the first attempt came to a connection. */
  readonly opened: Promise<boolean>;
  #tell: (opened: boolean) => void = () => undefined;
  readonly #url: string;
  readonly #number: number;
  readonly #pen: Pen;
  readonly #now: () => number;
  readonly #waiting = new Map<number, Ping>();
  readonly #closing = new AbortController();
  readonly #life: Promise<void>;
  #socket: WebSocket | undefined;
  #replica = 'nobody';
  #sequence = 0;

  constructor(url: string, number: number, pen: Pen, now: () => number) {
    this.#url = url;
    this.#number = number;
    this.#pen = pen;
    this.#now = now;
    this.opened = new Promise((tell) => (this.#tell = tell));
    this.#life = this.#live();
  }

  ping(at: number): void {
    const value = (this.#sequence += 1);
    const key = `${this.#replica} #${String(this.#number)}`;
    const timer = setTimeout(() => {
      this.#end(value, `no answer in ${String(patience / 1000)} s`);
      this.#socket?.terminate();
    }, patience);
    this.#waiting.set(value, { key, at, timer });
    if (this.#socket === undefined) this.#end(value, 'not connected');
    else this.#socket.ping(String(value));
  }

  /** What is not answered by now is left out: nobody waited for it to the end. */
  async close(): Promise<void> {
    this.#waiting.forEach(({ timer }) => {
      clearTimeout(timer);
    });
    this.#waiting.clear();
    this.#closing.abort();
    await this.#life;
  }

  async #live(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#connection();
      await sleep(retryInterval, undefined, { signal }).catch(() => undefined);
    }
  }

  /** From the upgrade to the end, whoever ends it. */
  async #connection(): Promise<void> {
    const { signal } = this.#closing;
    const socket = new WebSocket(this.#url, {
      handshakeTimeout: handshake,
      headers: { 'X-Holdfast-Proof': 'replica' },
    });
    const leave = (): void => {
      socket.terminate();
    };
    signal.addEventListener('abort', leave, { once: true });
    socket.on('upgrade', ({ headers }) => {
      this.#replica = String(headers['x-upstream-replica'] ?? 'somebody');
    });
    socket.on('open', () => {
      this.#socket = socket;
      this.#tell(true);
    });
    socket.on('pong', (data) => {
      this.#end(Number(data.toString()));
    });
    // What follows an error is always the close.
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      socket.on('close', () => {
        resolve();
      });
    });
    signal.removeEventListener('abort', leave);
    this.#socket = undefined;
    this.#tell(false);
    for (const value of this.#waiting.keys()) this.#end(value, 'the connection broke');
  }

  /** A ping's outcome, once: a late answer to one that was given up says nothing. */
  #end(value: number, why?: string): void {
    const ping = this.#waiting.get(value);
    if (ping === undefined) return;
    clearTimeout(ping.timer);
    this.#waiting.delete(value);
    const { key, at } = ping;
    const end = this.#now();
    this.#pen(
      why === undefined
        ? { key, value, at, end, outcome: 'ok' }
        : { key, value, at, end, outcome: 'fail', why },
    );
  }
}
