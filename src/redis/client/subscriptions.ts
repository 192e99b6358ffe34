import type { Connection } from '../connection/connection.ts';
import { UnansweredError } from '../errors.ts';
import type { Reply } from '../protocol/reply.ts';
import type { Patience } from './arrivals.ts';
import { Listeners, type Kind, type Listener } from './listeners.ts';

/** What was subscribed to; ends with `unsubscribe`, or `await using`. */
export interface Subscription extends AsyncDisposable {
  unsubscribe(): Promise<void>;
}

/** Where subscriptions get their connection from. */
export interface SubscriberLink {
  readonly current: Connection | undefined;
  ready(patience: Patience): Promise<Connection>;
}

/**
 * Subscriptions of a client, on a connection of their own, made anew on every new connection. Messages that are
 * published while there is none are lost: so is Redis' pub/sub.
 */
export class Subscriptions {
  private readonly listeners = new Listeners();
  private readonly link: SubscriberLink;

  constructor(link: SubscriberLink) {
    this.link = link;
  }

  /** Resolves once the server has confirmed all; rejects with its error, and then listens to none of them. */
  async subscribe(
    kind: Kind,
    names: readonly string[],
    listener: Listener,
    signal?: AbortSignal,
  ): Promise<Subscription> {
    const unsubscribe = (): Promise<void> => this.unsubscribe(kind, names, listener);
    try {
      await this.confirm(kind, names, listener, signal);
    } catch (error) {
      await unsubscribe();
      throw error;
    }
    return { unsubscribe, [Symbol.asyncDispose]: unsubscribe };
  }

  push(items: readonly Reply[]): void {
    this.listeners.dispatch(items);
  }

  /** Subscribes to everything on a new connection; one that refuses is given up, and the next one asked. */
  renew(connection: Connection): void {
    for (const [kind, name] of this.listeners.all)
      connection.send([kind, name], ignore, (error) => {
        if (!(error instanceof UnansweredError)) void connection.destroy(error);
      });
  }

  /** A connection may be lost before it confirms: then the next one is asked. */
  private async confirm(
    kind: Kind,
    names: readonly string[],
    listener: Listener,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (;;) {
      const connection = await this.link.ready({ timeout: 0, signal });
      // Only now, or `renew` would subscribe to them on this connection as well.
      for (const name of names) this.listeners.add(kind, name, listener);
      const replies = await Promise.allSettled(names.map((name) => connection.command(kind, name)));
      const refused = replies.flatMap((reply) =>
        reply.status === 'rejected' ? [reply.reason as Error] : [],
      );
      const [error] = refused;
      if (error === undefined) return;
      if (!(error instanceof UnansweredError)) throw error;
      signal?.throwIfAborted();
    }
  }

  private async unsubscribe(kind: Kind, names: readonly string[], listener: Listener): Promise<void> {
    const over = names.filter((name) => this.listeners.remove(kind, name, listener));
    const { current } = this.link;
    if (current?.open !== true) return;
    // A connection that is lost meanwhile has no subscriptions any more, which is all that was wanted.
    await Promise.allSettled(over.map((name) => current.command(undo[kind], name)));
  }
}

const undo = { subscribe: 'unsubscribe', psubscribe: 'punsubscribe', ssubscribe: 'sunsubscribe' } as const;
const ignore = (): void => undefined;
