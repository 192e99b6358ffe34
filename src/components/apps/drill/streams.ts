import type { StreamFacts } from '../../../drill/history.ts';
import type { App } from '../schema.ts';

/** GETs a second, of all apps together: what an app replica's loss is measured with. */
const demoRate = 500;
/** Of an app that nobody knows: its pages may cost anything. */
const guestRate = 50;
/** Between two operations at pace 1, ms. */
const probeInterval = 100;
const orderInterval = 250;
const storeInterval = 100;
const socketInterval = 500;

/** The streams of one app, at a pace. */
export interface AppStreams {
  readonly get: StreamFacts;
  readonly probe: StreamFacts;
  /** The same from inside the stack's network. */
  readonly inside: StreamFacts;
  /** What only the demo app has. */
  readonly demo?: { readonly store: StreamFacts; readonly orders: StreamFacts; readonly socket: StreamFacts };
}

/**
 * What is asked of one app, and what it is worth.
 *
 * @param demos how many demo apps share the rate
 * @param shared whether the app can tell of any replica's orders, so that they can be counted at the end
 */
export function streamsOf(
  name: string,
  app: App,
  { pace, demos, shared }: { readonly pace: number; readonly demos: number; readonly shared: boolean },
): AppStreams {
  const demo = app.demo === true;
  const rate = demo ? demoRate / demos : guestRate;
  const facts = (
    what: string,
    title: string,
    { interval = 1000 / rate, ...own }: Partial<StreamFacts>,
  ): StreamFacts => ({
    id: `http/${what}/${name}`,
    tier: 'http',
    client: 'node:http',
    title,
    kind: 'request',
    view: 'client',
    promise: 'counted',
    judged: false,
    keyed: false,
    interval: interval / pace,
    ...own,
  });
  const always = {
    get: facts('get', `GET ${cheapPath(app)} on kept connections`, {
      promise: 'kept',
      judged: true,
    }),
    probe: facts('probe', `GET ${cheapPath(app)} on a new connection`, {
      view: 'cluster',
      interval: probeInterval,
    }),
    inside: facts('inside', `GET ${cheapPath(app)} on a new connection, from inside the stack's network`, {
      view: 'inside',
      interval: probeInterval,
    }),
  };
  if (!demo) return always;
  return {
    ...always,
    demo: {
      store: facts('store', `GET ${storePath(app)}, which asks Redis`, { interval: storeInterval }),
      orders: facts('order', `POST ${ordersPath(app)} with an Idempotency-Key`, {
        kind: shared ? 'count' : 'request',
        interval: orderInterval,
      }),
      socket: facts('socket', 'a WebSocket held open, a ping every half second', {
        client: 'ws',
        kind: 'socket',
        interval: socketInterval,
      }),
    },
  };
}

/** A path that asks no store: what the front does is to be seen, not what a store does. */
export function cheapPath({ demo, path }: App): string {
  return demo === true ? below(path, '/healthz') : below(path, '/');
}

export function storePath({ path }: App): string {
  return below(path, '/products/rope');
}

export function ordersPath({ path }: App): string {
  return below(path, '/orders');
}

export function socketPath({ path }: App): string {
  return below(path, '/ws');
}

function below(path: string, route: string): string {
  return path === '/' ? route : path + route;
}
