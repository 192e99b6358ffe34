import { setTimeout as sleep } from 'node:timers/promises';
import type { Bite, PressContext, Pressure } from '../../../drill/limits/pressure.ts';
import { counters, type Counters } from '../counters.ts';
import { connections } from '../view.ts';
import { Crowd } from './slow-clients.ts';
import { ways } from './ways.ts';

/**
 * Pressed enough: nginx refused some, or held this part of all clients (a few are always just coming back), or had this
 * part of its connections in use, of which an answer to a reader takes two.
 */
const shareHeld = 0.8;
const shareFull = 0.95;
/** For an ordinary request in between, ms. */
const patience = 5000;

/** Many clients at once that are slow in every way there is, and ordinary requests in between. */
export const slow = (port: number): Pressure => ({
  name: 'nginx:slow',
  title: 'many slow clients at Nginx',
  press: (context) => pressFront(port, context),
});

async function pressFront(port: number, context: PressContext): Promise<Bite> {
  const { over } = context;
  const url = `http://127.0.0.1:${String(port)}/`;
  const page = await (await fetch(url, { signal: AbortSignal.timeout(patience) })).arrayBuffer();
  const before = await counters(context);
  const crowd = new Crowd();
  const kinds = ways(page.byteLength);
  const crowding = kinds.flatMap((way) =>
    Array.from({ length: way.clients }, () => crowd.keep(way, port, over)),
  );
  const readers = kinds.find(({ drip }) => drip === undefined)?.clients ?? 0;
  const wanted = kinds.reduce((sum, { clients }) => sum + clients, 0);
  const isFull = (held: number): boolean =>
    held >= shareHeld * wanted || held + readers >= shareFull * connections;
  const [held, ordinary] = await Promise.all([
    countHeld(crowd, isFull, context),
    ask(url, over),
    ...crowding,
  ]);
  const dropped = (await afterwards(context)).dropped - before.dropped;
  const seen = [
    `${String(held)} connections held at once of ${String(wanted)} clients slow in ${kinds.map(({ name }) => name).join(', ')}`,
    `${String(dropped)} refused as too many`,
    `${String(crowd.sentAway)} sent away`,
    `${String(ordinary.answered)} of ${String(ordinary.asked)} ordinary requests answered meanwhile`,
  ];
  return {
    bit: dropped > 0 || isFull(held),
    seen: seen.join('; '),
    acknowledged: 0,
    lost: 0,
  };
}

/** The most connections that nginx itself counted at one moment; while it is full it cannot even be asked. */
async function countHeld(
  crowd: Crowd,
  isFull: (held: number) => boolean,
  context: PressContext,
): Promise<number> {
  const { over, bitten, say } = context;
  let held = 0;
  while (!over.aborted) {
    const now = await counters(context).catch(() => undefined);
    held = Math.max(held, now?.active ?? 0);
    if (isFull(held)) bitten();
    say(
      `${now === undefined ? 'full' : `${String(now.active)} connections`}, ${String(crowd.sentAway)} sent away`,
    );
    await sleep(1000, undefined, { signal: over }).catch(() => undefined);
  }
  return held;
}

/** Once the crowd has gone; nginx takes a moment to notice that. */
async function afterwards(context: PressContext): Promise<Counters> {
  for (;;) {
    const now = await counters(context).catch(() => undefined);
    if (now !== undefined) return now;
    context.signal.throwIfAborted();
    await sleep(500);
  }
}

async function ask(url: string, over: AbortSignal): Promise<{ asked: number; answered: number }> {
  const count = { asked: 0, answered: 0 };
  while (!over.aborted) {
    count.asked += 1;
    count.answered += await fetch(url, { signal: AbortSignal.timeout(patience) })
      .then(async (answer) => (await answer.arrayBuffer(), answer.status < 500 ? 1 : 0))
      .catch(() => 0);
    await sleep(1000, undefined, { signal: over }).catch(() => undefined);
  }
  return count;
}
