import type { Reply } from '../protocol/reply.ts';

/** Gets a message; `pattern` is what matched, for psubscribe. What it throws is uncaught: it has no caller to catch it. */
export type Listener = (message: string, channel: string, pattern?: string) => void;

export type Kind = 'subscribe' | 'psubscribe' | 'ssubscribe';

/** Which kind of subscription a message belongs to. */
const kinds: Readonly<Record<string, Kind>> = {
  message: 'subscribe',
  pmessage: 'psubscribe',
  smessage: 'ssubscribe',
};

/** Who listens to what. */
export class Listeners {
  private readonly byKind: Readonly<Record<Kind, Map<string, Set<Listener>>>> = {
    subscribe: new Map(),
    psubscribe: new Map(),
    ssubscribe: new Map(),
  };

  /** Every subscription that somebody listens to, as the commands that make them. */
  get all(): (readonly [Kind, string])[] {
    return Object.entries(this.byKind).flatMap(([kind, names]) =>
      [...names.keys()].map((name) => [kind as Kind, name] as const),
    );
  }

  add(kind: Kind, name: string, listener: Listener): void {
    const set = this.byKind[kind].get(name) ?? new Set();
    this.byKind[kind].set(name, set.add(listener));
  }

  /** Resolves to whether nobody listens to it any more. */
  remove(kind: Kind, name: string, listener: Listener): boolean {
    const set = this.byKind[kind].get(name);
    if (set?.delete(listener) !== true || set.size > 0) return false;
    return this.byKind[kind].delete(name);
  }

  /** Hands a push to its listeners, after what is being read: a listener's error must not end the connection. */
  dispatch(items: readonly Reply[]): void {
    const [type, ...rest] = items.map(String);
    const kind = kinds[type ?? ''];
    if (kind === undefined) return;
    const [name = '', second = '', third = ''] = rest;
    for (const listener of this.byKind[kind].get(name) ?? [])
      queueMicrotask(() => {
        if (kind === 'psubscribe') listener(third, second, name);
        else listener(second, name);
      });
  }
}
