import type { StreamFacts } from '../../../drill/history.ts';
import type { InsideProbe } from '../../../drill/inside/inside.ts';
import { Tempo } from '../../../drill/tempo.ts';
import type { Load, LoadContext, Recorder } from '../../../drill/workload.ts';
import { StackError } from '../../../errors.ts';
import type { App } from '../schema.ts';
import { frontInside } from '../through-front.ts';
import { Answerers } from './answerers.ts';
import { HttpClient } from './client.ts';
import { httpFlood } from './flood.ts';
import type { InsideSettings } from './inside-probe.ts';
import { Orders } from './orders.ts';
import { judgeOrder, judgeRequest } from './outcome.ts';
import { patience, startRequests, type Requests, type Running } from './requests.ts';
import { startSockets } from './sockets.ts';
import { cheapPath, ordersPath, socketPath, storePath, streamsOf, type AppStreams } from './streams.ts';

/** ms */
const tendInterval = 60_000;

/**
 * One app under load, whose clients go by one port, while what is asked before and after goes by the front's own. `demos`
 * demo apps share the rate.
 */
export async function startLoad(
  name: string,
  app: App,
  { port, by, demos }: { readonly port: number; readonly by: number; readonly demos: number },
  context: LoadContext,
): Promise<Load> {
  const { pace, word } = context;
  await firstAnswer(port, cheapPath(app));
  const shared = app.demo === true && (await countsTogether(port, ordersPath(app)));
  const streams = streamsOf(name, app, { pace, demos, shared });
  const orders = new Orders(ordersPath(app), `${word}-${name}`);
  const tempo = new Tempo(context.eased);
  const where = { port: by, tempo };
  const running = [
    ...(await startDemo(app, streams, where, orders, context)),
    ...startGets(app, streams, where, context),
  ];
  const inside = fromInside(app, streams, context);
  const flooding = context.flooded === true ? httpFlood(name, app, by, context) : undefined;
  const stopTending = tendingTo(orders, port, shared);
  return {
    ease: (eased) => {
      tempo.ease(eased);
      inside?.ease(eased);
      flooding?.flood.ease(eased);
    },
    ...(flooding === undefined ? {} : { flood: flooding.flood }),
    stop: async () => {
      await stopTending();
      await Promise.all([...running.map(({ stop }) => stop()), inside?.stop(), flooding?.flood.stop()]);
      flooding?.close();
    },
    readBack: async () =>
      shared && streams.demo ? [await orders.readBack(port, streams.demo.orders.id)] : [],
    clean: async () => {
      if (shared) await orders.cancel(port);
    },
  };
}

/** Once a minute until it is stopped, each time after the other. */
function tendingTo(orders: Orders, port: number, shared: boolean): () => Promise<void> {
  if (!shared) return () => Promise.resolve();
  let tending = Promise.resolve();
  const timer = setInterval(() => {
    tending = tending.then(() => orders.tend(port));
    tending.catch(() => undefined);
  }, tendInterval);
  return async () => {
    clearInterval(timer);
    await tending;
  };
}

/** Which front, and how fast. */
interface Where {
  readonly port: number;
  readonly tempo: Tempo;
}

function startGets(app: App, { get, probe }: AppStreams, where: Where, { recorder }: LoadContext): Running[] {
  const answerers = new Answerers();
  const ask = () => ({ method: 'GET', path: cheapPath(app) }) as const;
  return [
    startRequests(
      {
        ...writtenBy(get, recorder),
        fresh: false,
        ask,
        onEnd: (_sequence, _judged, seen) => {
          if (seen instanceof Error || seen.replica === undefined) return;
          for (const text of answerers.seen(seen.replica, recorder.now())) recorder.note('role', text);
        },
      },
      where,
      recorder,
    ),
    startRequests({ ...writtenBy(probe, recorder), fresh: true, ask }, where, recorder),
  ];
}

function writtenBy(facts: StreamFacts, { stream }: Recorder): Pick<Requests, 'interval' | 'pen'> {
  return { interval: facts.interval, pen: stream(facts) };
}

/** The new connections from inside the stack's network; undefined where nothing runs there. */
function fromInside(
  app: App,
  { inside: facts }: AppStreams,
  { inside, plan, recorder, eased }: LoadContext,
): InsideProbe | undefined {
  const host = frontInside(plan);
  if (inside === undefined || host === undefined) return undefined;
  const settings: InsideSettings = { front: host, path: cheapPath(app) };
  const order = { id: facts.id, kind: 'http', interval: facts.interval, settings };
  return inside.begin(order, eased, recorder.stream(facts));
}

async function startDemo(
  app: App,
  { demo }: AppStreams,
  where: Where,
  orders: Orders,
  { recorder }: LoadContext,
): Promise<Running[]> {
  if (demo === undefined) return [];
  const url = `ws://127.0.0.1:${String(where.port)}${socketPath(app)}`;
  const sockets = await startSockets(demo.socket, url, recorder);
  const store = () => ({ method: 'GET', path: storePath(app) }) as const;
  return [
    startRequests({ ...writtenBy(demo.store, recorder), fresh: false, ask: store }, where, recorder),
    startRequests(
      {
        ...writtenBy(demo.orders, recorder),
        // A kept connection that is just being closed would make an order unknown, which no client repeats by itself.
        fresh: true,
        ask: (sequence) => orders.ask(sequence),
        judge: judgeOrder,
        onEnd: (sequence, judged) => {
          orders.note(sequence, judged);
        },
      },
      where,
      recorder,
    ),
    sockets,
  ];
}

async function firstAnswer(port: number, path: string): Promise<void> {
  const seen = await askOnce(port, path);
  const { outcome, why = '' } = judgeRequest(seen);
  if (outcome !== 'ok') throw new StackError('no', `no load on ${path}: ${why}`, { hint: 'holdfast status' });
}

/** As the demo app says of any order, one that is not there too. */
async function countsTogether(port: number, path: string): Promise<boolean> {
  const seen = await askOnce(port, `${path}/holdfast-drill`);
  if (seen instanceof Error || seen.status !== 200) return false;
  return (JSON.parse(seen.body) as { readonly shared?: boolean }).shared === true;
}

async function askOnce(port: number, path: string) {
  const client = new HttpClient(port, { fresh: true });
  try {
    return await client.send({ method: 'GET', path }, patience).catch((error: unknown) => error as Error);
  } finally {
    client.close();
  }
}
