import { setTimeout as sleep } from 'node:timers/promises';
import type { Final } from '../../../drill/history.ts';
import { StackError } from '../../../errors.ts';
import { HttpClient, type Ask } from './client.ts';
import type { Judged } from './outcome.ts';
import { patience } from './requests.ts';

/** For all orders to be processed once every client has stopped, ms. */
const processing = 20_000;
const pollInterval = 250;
/** Questions at a time. */
const batch = 20;
/**
 * The app keeps what it knows of an order for ten minutes (images/demo/src/orders.mjs), and a drill may last for hours: an
 * order is asked for when nothing should be under way with it any more, and taken back well before it is forgotten. ms
 */
const settled = 60_000;
const takenBack = 300_000;

interface Order {
  /** When it was answered, ms of performance.now(). */
  readonly at: number;
  /** It has to be there; otherwise it may be. */
  readonly accepted: boolean;
  /** It was seen to be processed. */
  readonly processed: boolean;
}

/** The orders of one app that may be there, by their idempotency keys. */
export class Orders {
  readonly #path: string;
  readonly #prefix: string;
  readonly #orders = new Map<string, Order>();
  /** Of those that are in the map no more. */
  #processedBefore = 0;

  /** @param path where orders are posted: `/orders` */
  constructor(path: string, word: string) {
    this.#path = path;
    this.#prefix = `holdfast-drill-${word}-`;
  }

  ask(sequence: number): Ask {
    return {
      method: 'POST',
      path: this.#path,
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': this.#idOf(sequence) },
      body: '{"product":"rope","quantity":1}',
    };
  }

  /** What came of one: only those that were surely refused need not be looked for. */
  note(sequence: number, { outcome }: Judged, at = performance.now()): void {
    if (outcome === 'fail') return;
    this.#orders.set(this.#idOf(sequence), { at, accepted: outcome === 'ok', processed: false });
  }

  /** Looks after those that the app would forget before the drill ends. What does not answer just now is left for later. */
  async tend(port: number, now = performance.now()): Promise<void> {
    const olderThan = (age: number, processed: boolean): readonly string[] =>
      this.#idsOf((order) => now - order.at > age && order.processed === processed);
    try {
      await this.#look(port, olderThan(settled, false));
      const old = olderThan(takenBack, true);
      await this.#each(port, 'DELETE', old);
      for (const id of old) this.#orders.delete(id);
      this.#processedBefore += old.length;
    } catch (error) {
      if (!(error instanceof StackError)) throw error;
    }
  }

  /**
   * How many were counted, asked until all that were accepted are, or the time is over. The app counts each key once, so
   * more than one is not to be seen this way.
   *
   * @throws StackError('no') when the app does not answer
   */
  async readBack(port: number, stream: string): Promise<Final> {
    const deadline = Date.now() + processing;
    for (;;) {
      await this.#look(
        port,
        this.#idsOf(({ processed }) => !processed),
      );
      const waiting = this.#idsOf(({ accepted, processed }) => accepted && !processed);
      if (waiting.length === 0 || Date.now() > deadline) break;
      await sleep(pollInterval);
    }
    const counted = this.#processedBefore + this.#idsOf(({ processed }) => processed).length;
    return { kind: 'counter', stream, values: new Map([[this.#path, counted]]) };
  }

  /** Takes them out of the app's numbers. */
  async cancel(port: number): Promise<void> {
    await this.#each(port, 'DELETE', [...this.#orders.keys()]);
    this.#orders.clear();
  }

  #idsOf(is: (order: Order) => boolean): readonly string[] {
    return [...this.#orders].filter(([, order]) => is(order)).map(([id]) => id);
  }

  /** Notes which of these are processed. */
  async #look(port: number, ids: readonly string[]): Promise<void> {
    const answers = await this.#each(port, 'GET', ids);
    for (const [index, id] of ids.entries()) {
      const order = this.#orders.get(id);
      if (order !== undefined && isProcessed(answers[index]?.body ?? ''))
        this.#orders.set(id, { ...order, processed: true });
    }
  }

  async #each(port: number, method: Ask['method'], ids: readonly string[]) {
    const client = new HttpClient(port);
    try {
      const answers = [];
      for (let first = 0; first < ids.length; first += batch) {
        const some = ids.slice(first, first + batch);
        answers.push(...(await Promise.all(some.map((id) => this.#one(client, method, id)))));
      }
      return answers;
    } finally {
      client.close();
    }
  }

  async #one(client: HttpClient, method: Ask['method'], id: string) {
    const path = `${this.#path}/${id}`;
    const answer = await client.send({ method, path }, patience).catch((error: unknown) => error as Error);
    if (!(answer instanceof Error) && answer.status < 300) return answer;
    const why = answer instanceof Error ? answer.message : `status ${String(answer.status)}`;
    throw new StackError('no', `${method} ${path}: ${why}`, { hint: 'holdfast status' });
  }

  #idOf(sequence: number): string {
    return this.#prefix + String(sequence);
  }
}

/** As `GET /orders/:id` of the demo app says it (images/demo/src/routes.mjs). */
function isProcessed(body: string): boolean {
  return (JSON.parse(body) as { readonly processed: boolean }).processed;
}
